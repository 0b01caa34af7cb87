using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;

namespace Tsumugi.Merging.Planning;

/// <summary>Checks models against a configuration and each other, by their headers alone, and decides what every tensor is made of.</summary>
public sealed class MergePlanner
{
    private readonly MergeConfiguration _configuration;
    private readonly IReadOnlyDictionary<string, InputModel> _models;
    private readonly Dictionary<string, NameTable> _names = new(StringComparer.Ordinal);
    private readonly List<string> _conflicts = [];
    private readonly List<string> _notes = [];
    private readonly List<PlannedTensor> _tensors = [];
    private readonly InputModel _donor;
    private readonly VocabularyPlan? _vocabulary;
    private readonly TensorPlanner _planner;
    private readonly long _seed;
    private int? _layers;

    private MergePlanner(MergeConfiguration configuration, IReadOnlyDictionary<string, InputModel> models, long seed)
    {
        (_configuration, _models, _seed) = (configuration, models, seed);
        foreach (var model in configuration.Models.Where(model => !models.ContainsKey(model)))
            _conflicts.Add($"there is no model '{model}'; there are {string.Join(", ", models.Keys)}");
        ThrowIfAny();
        var named = configuration.Models.Select(model => models[model]).ToList();
        _donor = named[0];
        _conflicts.AddRange(named.SelectMany(model => model.Misfits));
        ThrowIfAny();
        Rename(named);
        _vocabulary = VocabularyPlan.Make(configuration, named, _donor, _conflicts);
        _planner = new(configuration, seed, models, _names, _vocabulary, _conflicts);
    }

    /// <param name="models">By the names that the configuration uses.</param>
    /// <exception cref="MergeConflictException">The models do not fit together.</exception>
    public static MergePlan Plan(MergeConfiguration configuration, IReadOnlyDictionary<string, InputModel> models, long seed) => new MergePlanner(configuration, models, seed).Plan();

    private MergePlan Plan()
    {
        foreach (var module in _configuration.Modules)
            PlanModule(module);
        PlanOptional();
        foreach (var twice in _tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            _conflicts.Add($"tensor '{twice.Key}' belongs to several modules");
        ThrowIfAny();
        return new()
        {
            Configuration = _configuration,
            Seed = _seed,
            Models = [.. _configuration.Models.Select(model => _models[model])],
            Tensors = _tensors,
            Notes = _notes,
            Donor = _donor,
            Layers = _layers,
            Vocabulary = _vocabulary,
        };
    }

    private void Rename(List<InputModel> named)
    {
        foreach (var model in named)
        {
            _names[model.Name] = NameTable.Of(model, _configuration.Names.GetValueOrDefault(model.Name) ?? new Dictionary<string, string>(), _conflicts);
            if (model != _donor && _names[model.Name].Adapt([.. _names[_donor.Name].Names.Where(name => !IsOptional(name))]) is { } adapted)
                _notes.Add($"model '{model.Name}': {adapted}");
        }
    }

    private void PlanModule(ModuleDefinition module)
    {
        var begins = module.Name.Length == 0 ? "" : module.Name + ".";
        var reference = Reference(module.Slices[0]);
        List<string> names = [.. _names[reference].Names.Where(name => name.StartsWith(begins, StringComparison.Ordinal) && !IsOptional(name)).Order(StringComparer.Ordinal)];
        if (names.Count == 0)
            _conflicts.Add($"model '{reference}' has no tensors{(begins.Length > 0 ? $" whose names begin with '{begins}'" : "")}");
        if (module.Slices.SelectMany(slice => slice.Sources).Any(source => source.Layers is not null))
            PlanSlices(module, names);
        else
            PlanWhole(module, names);
        RefuseExtra(module, begins, names);
    }

    private string Reference(SliceDefinition slice)
    {
        var named = slice.Base ?? _configuration.Base;
        return named is not null && slice.Sources.All(source => source.Layers is null) ? named : slice.Sources[0].Model;
    }

    private void PlanWhole(ModuleDefinition module, List<string> names)
    {
        var slice = module.Slices[0];
        var stacks = names.Select(LayerName.Parse).OfType<LayerName>().GroupBy(name => name.Stack, StringComparer.Ordinal)
            .ToDictionary(stack => stack.Key, stack => stack.Max(name => name.Layer) + 1, StringComparer.Ordinal);
        foreach (var name in names)
        {
            var depth = LayerName.Parse(name) is { } layer ? Depth(layer.Layer, stacks[layer.Stack]) : LayerName.IsBeforeLayers(name) ? 0 : 1;
            Add(new(name, module, slice, depth, [.. slice.Sources.Select(_ => name)]));
        }
    }

    private void PlanSlices(ModuleDefinition module, List<string> names)
    {
        List<string> stacks = [.. names.Select(LayerName.Parse).OfType<LayerName>().Select(name => name.Stack).Distinct(StringComparer.Ordinal)];
        if (stacks.Count != 1)
        {
            _conflicts.Add($"slices need one stack of layers, and '{Reference(module.Slices[0])}' has {stacks.Count}{(stacks.Count > 1 ? $" ({string.Join(", ", stacks)}); name them as modules" : "")}");
            return;
        }

        foreach (var name in names.Where(name => LayerName.Parse(name) is null))
        {
            var isFirst = LayerName.IsBeforeLayers(name);
            var slice = isFirst ? module.Slices[0] : module.Slices[^1];
            Add(new(name, module, slice, isFirst ? 0 : 1, [.. slice.Sources.Select(_ => name)]));
        }

        var layer = 0;
        foreach (var slice in module.Slices)
            layer = PlanSlice(module, slice, stacks[0], layer);
        _layers = module.Name.Length == 0 ? layer : null;
    }

    /// <returns>The number of the next layer.</returns>
    private int PlanSlice(ModuleDefinition module, SliceDefinition slice, string stack, int next)
    {
        var ranges = slice.Sources.Select(source => source.Layers!.Value).ToList();
        var (count, model) = (ranges[0].To - ranges[0].From, slice.Sources[0].Model);
        var present = _names[model].Names.Select(LayerName.Parse).OfType<LayerName>().Where(name => name.Stack == stack).ToLookup(name => name.Layer, name => name.Rest);
        for (var i = 0; i < count; i++, next++)
        {
            if (!present.Contains(ranges[0].From + i))
            {
                _conflicts.Add($"model '{model}' has no layer {ranges[0].From + i}; it has {present.Count}");
                return next + count - i;
            }

            foreach (var rest in present[ranges[0].From + i].Order(StringComparer.Ordinal))
                Add(new($"{stack}{next}{rest}", module, slice, Depth(i, count), [.. ranges.Select(range => $"{stack}{range.From + i}{rest}")]));
        }

        return next;
    }

    private static double Depth(int layer, int count) => count > 1 ? (double)layer / (count - 1) : 1;

    private void Add(TensorPlace place)
    {
        if (_planner.Plan(place) is { } planned)
            _tensors.Add(planned);
    }

    private void PlanOptional()
    {
        foreach (var name in _configuration.Models.SelectMany(model => _names[model].Names).Where(IsOptional).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (_planner.Optional(name, _configuration.Models) is { } copied)
                _tensors.Add(copied);
        }
    }

    /// <summary>A tensor that only some models have would silently be lost.</summary>
    private void RefuseExtra(ModuleDefinition module, string begins, List<string> names)
    {
        var layers = names.Select(LayerName.Parse).OfType<LayerName>().Select(name => name.Stack).ToHashSet(StringComparer.Ordinal);
        var slices = module.Slices.SelectMany(slice => slice.Sources).Any(source => source.Layers is not null);
        foreach (var model in module.Slices.SelectMany(slice => slice.Sources).Select(source => source.Model).Distinct(StringComparer.Ordinal))
        {
            foreach (var extra in _names[model].Names.Except(names, StringComparer.Ordinal).Where(name => name.StartsWith(begins, StringComparison.Ordinal) && !IsOptional(name)).Order(StringComparer.Ordinal))
            {
                // Slices choose layers; those that they leave out are meant to go.
                if (!(slices && LayerName.Parse(extra) is { } layer && layers.Contains(layer.Stack)))
                    _conflicts.Add($"tensor '{extra}' is only in '{model}'; name it in optional to keep it as it is");
            }
        }
    }

    private bool IsOptional(string name) => _configuration.Optional.Any(part => name.Contains(part, StringComparison.Ordinal));

    private void ThrowIfAny()
    {
        if (_conflicts.Count > 0)
            throw new MergeConflictException([.. _conflicts]);
    }
}
