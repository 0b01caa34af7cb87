using Tsumugi.Merging.Methods;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>Reads <c>parameters</c>, checked against what the method takes.</summary>
internal sealed class SettingReader(IMergeMethod? method)
{
    public ParameterSettings Read(YamlFields owner)
    {
        if (owner.Section("parameters") is not { } fields)
            return ParameterSettings.None;
        var settings = new Dictionary<string, ParameterSetting>(StringComparer.Ordinal);
        foreach (var (name, node) in fields.All())
        {
            var parameter = method?.Traits.Parameters.FirstOrDefault(one => one.Name == name);
            if (parameter is null && method is not null && !MergeMethods.Parameters.Contains(name))
                fields.Fault(node, name, $"{method.Name} has no such parameter; it has {Known()}");
            if (Setting(fields, name, node, parameter) is { } setting)
                settings[name] = setting;
        }

        return new(settings);
    }

    private string Known() => method!.Traits.Parameters.Count == 0 ? "none" : string.Join(", ", method.Traits.Parameters.Select(one => one.Name));

    private static ParameterSetting? Setting(YamlFields fields, string name, YamlNode node, MethodParameter? parameter)
    {
        switch (node)
        {
            case YamlSequenceNode { Children.Count: > 0 } list when list.All(item => item is YamlScalarNode):
                List<double?> numbers = [.. list.Children.Select(item => Scalar(fields, name, item, parameter))];
                return numbers.Contains(null) ? null
                    : list.Any(item => YamlFields.Switch(item) is not null) ? new StepSetting([.. numbers.OfType<double>()]) : new GradientSetting([.. numbers.OfType<double>()]);
            case YamlSequenceNode { Children.Count: > 0 } list when list.All(item => item is YamlMappingNode):
                return new ConditionalSetting([.. list.Children.Cast<YamlMappingNode>().Select((item, i) => Condition(fields, $"{name}[{i}]", item, parameter)).OfType<(string?, ParameterSetting)>()]);
            case YamlMappingNode single:
                return Condition(fields, name, single, parameter) is { } condition ? new ConditionalSetting([condition]) : null;
            case YamlScalarNode:
                return Scalar(fields, name, node, parameter) is { } number ? new ConstantSetting(number) : null;
            default:
                fields.Fault(node, name, "a number, a list of numbers over the layers, or a list of value and filter is expected");
                return null;
        }
    }

    private static (string?, ParameterSetting)? Condition(YamlFields fields, string name, YamlMappingNode map, MethodParameter? parameter)
    {
        var condition = new YamlFields(map, name, fields.Faults);
        var filter = condition.Text("filter");
        var value = condition.Find("value");
        condition.RefuseOthers();
        if (value is null)
            condition.Fault("value", "it is missing");
        return value is not null and (YamlScalarNode or YamlSequenceNode) && Setting(fields, $"{name}.value", value, parameter) is { } setting ? (filter, setting) : null;
    }

    private static double? Scalar(YamlFields fields, string name, YamlNode node, MethodParameter? parameter)
    {
        var found = YamlFields.Switch(node) is { } on ? (on ? 1 : 0) : YamlFields.Number(node);
        var problem = (found, parameter) switch
        {
            (null, { IsSwitch: true }) => "true or false is expected",
            (null, _) => "a number is expected",
            ({ } number, { IsWhole: true }) when number != Math.Floor(number) => "a whole number is expected",
            ({ } number, { } known) when !(number >= known.Least && number <= known.Most) => $"{number} does not lie between {known.Least} and {known.Most}",
            _ => null,
        };
        if (problem is not null)
            fields.Fault(node, name, problem);
        return problem is null ? found : null;
    }
}
