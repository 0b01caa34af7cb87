using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Methods;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Merging.Configuration;

/// <summary>Reads mergekit's configuration file; JSON is YAML, too.</summary>
/// <remarks>Source: mergekit 0.1.4, config.py and tokenizer/config.py. Every fault is told at once.</remarks>
public sealed class ConfigurationReader
{
    private readonly List<ConfigurationFault> _faults = [];
    private readonly YamlFields _root;
    private readonly IMergeMethod? _method;
    private readonly SettingReader _settings;
    private readonly string _text;

    private ConfigurationReader(string text)
    {
        _text = text;
        _root = new(YamlDocument.Read(text), "", _faults);
        _method = Method(_root.Text("merge_method"));
        _settings = new(_method);
    }

    /// <exception cref="InvalidConfigurationException">It cannot be carried out.</exception>
    public static MergeConfiguration Read(string text) => new ConfigurationReader(text).Read();

    private MergeConfiguration Read()
    {
        var configuration = new MergeConfiguration
        {
            Text = _text,
            Method = _method?.Name ?? "",
            Base = Model(_root, "base_model"),
            Modules = Modules(),
            Parameters = _settings.Read(_root),
            MathType = Type("dtype"),
            OutType = Type("out_dtype"),
            Tokenizer = new TokenizerReader(_root).Read(),
            ChatTemplate = _root.Text("chat_template"),
            IsCompatible = Compatible(),
            Names = Names(),
            Optional = Optional(),
        };
        _root.RefuseOthers();
        CheckModels(configuration);
        return _faults.Count == 0 ? configuration : throw new InvalidConfigurationException([.. _faults.OrderBy(fault => fault.Line)]);
    }

    private IMergeMethod? Method(string? name)
    {
        if (name is not null && MergeMethods.ByName.TryGetValue(name, out var method))
            return method;
        _root.Fault(_root.Find("merge_method") ?? _root.Node, "merge_method", $"{(name is null ? "it is missing" : $"there is no method '{name}'")}; known: {string.Join(", ", MergeMethods.ByName.Keys.Order(StringComparer.Ordinal))}");
        return null;
    }

    private List<ModuleDefinition> Modules()
    {
        var present = ((string[])["models", "slices", "modules"]).Count(_root.Has);
        if (present != 1)
            _root.Fault("models", $"exactly one of models, slices and modules is expected, {present} are there");
        if (_root.Section("modules") is not { } modules)
            return [new("", Slices(_root), ParameterSettings.None)];
        return [.. modules.All().Select(module => Module(modules, module.Name, module.Node)).OfType<ModuleDefinition>()];
    }

    private ModuleDefinition? Module(YamlFields modules, string name, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            modules.Fault(node, name, "keys and values are expected");
            return null;
        }

        var fields = new YamlFields(map, $"modules.{name}", _faults);
        if (fields.Has("models") == fields.Has("slices"))
            fields.Fault("models", "either models or slices is expected");
        var module = new ModuleDefinition(name, Slices(fields), _settings.Read(fields));
        fields.RefuseOthers();
        return module;
    }

    private IReadOnlyList<SliceDefinition> Slices(YamlFields owner)
    {
        List<SourceDefinition> models = [.. owner.Sections("models").Select(fields => Source(fields, hasLayers: false)).OfType<SourceDefinition>()];
        return models.Count > 0 ? [new(models, null, ParameterSettings.None)] : [.. owner.Sections("slices").Select(Slice)];
    }

    private SliceDefinition Slice(YamlFields fields)
    {
        List<SourceDefinition> sources = [.. fields.Sections("sources").Select(source => Source(source, hasLayers: true)).OfType<SourceDefinition>()];
        if (sources.Count == 0)
            fields.Fault("sources", "it is missing");
        if (sources.Select(source => source.Layers?.To - source.Layers?.From).Distinct().Count() > 1)
            fields.Fault("sources", "all sources of a slice have the same number of layers");
        if (fields.Find("residual_weight") is { } residual)
            fields.Fault(residual, "residual_weight", "mergekit reads it and does nothing with it; take it out");
        var slice = new SliceDefinition(sources, Model(fields, "base_model"), _settings.Read(fields));
        fields.RefuseOthers();
        return slice;
    }

    private SourceDefinition? Source(YamlFields fields, bool hasLayers)
    {
        var model = Model(fields, "model");
        if (model is null && !fields.Has("model"))
            fields.Fault("model", "it is missing");
        (int, int)? layers = hasLayers ? Layers(fields) : null;
        var settings = _settings.Read(fields);
        fields.RefuseOthers();
        return model is null ? null : new(model, layers, settings);
    }

    private static (int, int)? Layers(YamlFields fields)
    {
        var node = fields.Find("layer_range");
        if (node is YamlSequenceNode { Children.Count: 2 } pair && YamlFields.Number(pair[0]) is { } from && YamlFields.Number(pair[1]) is { } to
            && from == Math.Floor(from) && to == Math.Floor(to) && from >= 0 && to > from && to <= int.MaxValue)
            return ((int)from, (int)to);
        fields.Fault(node ?? fields.Node, "layer_range", "the first layer and the one after the last are expected, as [0, 16]");
        return null;
    }

    private static string? Model(YamlFields fields, string field)
    {
        var name = fields.Text(field);
        if (name?.Contains(MergeConfiguration.Onto, StringComparison.Ordinal) == true && name.Split(MergeConfiguration.Onto) is not [{ Length: > 0 }, { Length: > 0 }])
            fields.Fault(fields.Find(field)!, field, $"'{name}' is no model with one adapter; write model+adapter");
        return name;
    }

    private TensorType? Type(string field)
    {
        if (_root.Text(field) is not { } name)
            return null;
        TensorType? type = name.Replace("torch.", "", StringComparison.Ordinal) switch
        {
            "float64" or "double" => TensorType.F64,
            "float32" or "float" => TensorType.F32,
            "float16" or "half" => TensorType.F16,
            "bfloat16" => TensorType.BF16,
            "float8_e4m3fn" => TensorType.F8_E4M3,
            "float8_e5m2" => TensorType.F8_E5M2,
            "float8_e4m3fnuz" => TensorType.F8_E4M3FNUZ,
            "float8_e5m2fnuz" => TensorType.F8_E5M2FNUZ,
            _ => null,
        };
        if (type is null)
            _root.Fault(_root.Find(field)!, field, $"'{name}' is no floating-point type; known: float64, float32, float16, bfloat16, float8_e4m3fn, float8_e5m2, float8_e4m3fnuz, float8_e5m2fnuz");
        return type;
    }

    private bool Compatible()
    {
        var compat = _root.Text("compat");
        if (compat is not null and not "mergekit")
            _root.Fault(_root.Find("compat")!, "compat", "only mergekit is known");
        return compat == "mergekit";
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Names()
    {
        var tables = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (_root.Section("names") is not { } models)
            return tables;
        foreach (var (model, node) in models.All())
        {
            if (node is YamlMappingNode map && map.All(pair => pair is { Key: YamlScalarNode { Value: not null }, Value: YamlScalarNode { Value: not null } }))
                tables[model] = map.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!, StringComparer.Ordinal);
            else
                models.Fault(node, model, "beginnings of names are expected, each with what stands in its place");
        }

        return tables;
    }

    private IReadOnlyList<string> Optional()
    {
        if (_root.Find("optional") is not { } node)
            return [];
        if (node is YamlSequenceNode list && list.All(item => item is YamlScalarNode { Value.Length: > 0 }))
            return [.. list.Cast<YamlScalarNode>().Select(item => item.Value!)];
        _root.Fault(node, "optional", "a list of parts of tensors' names is expected");
        return [];
    }

    private void CheckModels(MergeConfiguration configuration)
    {
        if (_method is { Traits.Base: BaseUse.Required } && configuration.Base is null
            && configuration.Modules.SelectMany(module => module.Slices).Any(slice => slice.Base is null))
            _root.Fault("base_model", $"{_method.Name} needs one");
        foreach (var model in configuration.Names.Keys.Except(configuration.Models))
            _root.Fault(_root.Find("names")!, $"names.{model}", "no model has this name");
        if (configuration.Tokenizer is { } tokenizer)
        {
            var named = tokenizer.Tokens.Values.Select(token => token.Model).Append(tokenizer.Source is TokenizerSettings.Union or TokenizerSettings.OfBase ? null : tokenizer.Source);
            foreach (var model in named.OfType<string>().Except(configuration.Models))
                _root.Fault("tokenizer", $"no model has the name '{model}'");
        }
    }
}
