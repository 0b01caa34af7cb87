using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>The fields of one mapping: remembers every fault, and refuses what nobody asked for.</summary>
internal sealed class YamlFields(YamlMappingNode map, string path, List<ConfigurationFault> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public List<ConfigurationFault> Faults => faults;

    public YamlNode Node => map;

    public bool Has(string field) => map.Children.ContainsKey(new YamlScalarNode(field));

    public YamlNode? Find(string field)
    {
        _known.Add(field);
        return map.Children.TryGetValue(new YamlScalarNode(field), out var node) && !IsNull(node) ? node : null;
    }

    public string? Text(string field)
    {
        if (Find(field) is not { } node)
            return null;
        if (node is YamlScalarNode { Value.Length: > 0 } scalar)
            return scalar.Value;
        Fault(node, field, "a text is expected");
        return null;
    }

    public int? Whole(string field)
    {
        if (Find(field) is not { } node)
            return null;
        if (node is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(node, field, "a whole number is expected");
        return null;
    }

    public bool Switch(string field)
    {
        if (Find(field) is not { } node)
            return false;
        if (Switch(node) is { } value)
            return value;
        Fault(node, field, "true or false is expected");
        return false;
    }

    public YamlFields? Section(string field)
    {
        if (Find(field) is not { } node)
            return null;
        if (node is YamlMappingNode section)
            return new(section, Path(field), faults);
        Fault(node, field, "keys and values are expected");
        return null;
    }

    public IReadOnlyList<YamlFields> Sections(string field)
    {
        if (Find(field) is not { } node)
            return [];
        if (node is YamlSequenceNode { Children.Count: > 0 } list && list.All(item => item is YamlMappingNode))
            return [.. list.Children.Select((item, i) => new YamlFields((YamlMappingNode)item, $"{Path(field)}[{i}]", faults))];
        Fault(node, field, "a list of keys and values is expected");
        return [];
    }

    /// <summary>Every field as a section of its own.</summary>
    public IEnumerable<(string Name, YamlNode Node)> All()
    {
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                Fault(key, "", "a key is a text");
                continue;
            }

            _known.Add(name);
            yield return (name, value);
        }
    }

    public void Fault(YamlNode node, string field, string problem) => faults.Add(new(node.Start.Line, Path(field), problem));

    public void Fault(string field, string problem) => Fault(map, field, problem);

    public void RefuseOthers()
    {
        foreach (var (key, _) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name))
                Fault(key, $"{(key as YamlScalarNode)?.Value}", $"there is no such field; known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }

    public static bool? Switch(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain } scalar ? scalar.Value switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    } : null;

    public static double? Number(YamlNode node) => node is YamlScalarNode scalar
        && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static bool IsNull(YamlNode node) => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" };

    private string Path(string field) => path.Length == 0 ? field : field.Length == 0 ? path : $"{path}.{field}";
}
