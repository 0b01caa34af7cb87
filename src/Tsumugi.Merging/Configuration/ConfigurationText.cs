using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>A configuration with some of its values in place of its own.</summary>
public static class ConfigurationText
{
    /// <param name="values">Path → number, word or truth; the parts of a path are names of fields, or places in a list from 0, joined by dots. Names that are not there yet are added.</param>
    /// <returns>The whole text; what the values mean is for <see cref="ConfigurationReader"/> to judge.</returns>
    /// <exception cref="InvalidConfigurationException">The text is no YAML, or a path leads nowhere.</exception>
    public static string With(string text, IReadOnlyDictionary<string, JsonElement> values)
    {
        var root = YamlDocument.Read(text);
        List<ConfigurationFault> faults = [.. values.Where(value => !Put(root, value.Key.Split('.'), value.Value)).Select(value => new ConfigurationFault(0, value.Key, "the configuration has no such place"))];
        if (faults.Count > 0)
            throw new InvalidConfigurationException(faults);
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(new YamlDotNet.RepresentationModel.YamlDocument(root)).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private static bool Put(YamlNode root, string[] path, JsonElement value)
    {
        var at = root;
        foreach (var part in path[..^1])
        {
            if (Find(at, part) is { } next)
                at = next;
            else if (at is YamlMappingNode mapping)
                mapping.Add(part, (YamlMappingNode)(at = new YamlMappingNode()));
            else
                return false;
        }

        YamlNode written = new YamlScalarNode(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
        switch (at)
        {
            case YamlMappingNode mapping:
                mapping.Children[new YamlScalarNode(path[^1])] = written;
                return true;
            case YamlSequenceNode list when Place(list, path[^1]) is { } place:
                list.Children[place] = written;
                return true;
            default:
                return false;
        }
    }

    private static YamlNode? Find(YamlNode at, string part) => at switch
    {
        YamlMappingNode mapping => mapping.Children.TryGetValue(new YamlScalarNode(part), out var found) ? found : null,
        YamlSequenceNode list => Place(list, part) is { } place ? list.Children[place] : null,
        _ => null,
    };

    private static int? Place(YamlSequenceNode list, string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < list.Children.Count ? place : null;
}
