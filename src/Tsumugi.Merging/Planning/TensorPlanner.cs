using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Methods;

namespace Tsumugi.Merging.Planning;

/// <param name="Depth">0 for the first layer to 1 for the last.</param>
/// <param name="Names">The tensor's name in each source's model, as the output knows it.</param>
internal sealed record TensorPlace(string Name, ModuleDefinition Module, SliceDefinition Slice, double Depth, IReadOnlyList<string> Names);

/// <summary>Decides what one tensor is made of, and collects what stands against it.</summary>
internal sealed class TensorPlanner(
    MergeConfiguration configuration, long seed, IReadOnlyDictionary<string, InputModel> models, IReadOnlyDictionary<string, NameTable> names, VocabularyPlan? vocabulary, List<string> conflicts)
{
    private readonly IMergeMethod _method = MergeMethods.ByName[configuration.Method];

    public PlannedTensor? Plan(TensorPlace place)
    {
        var sources = Sources(place);
        if (sources.Any(source => source.Tensor is null))
            return null;
        var (merged, origin) = Split(place, sources);
        if (merged is null)
            return null;
        List<Source> all = [.. merged, .. origin is null ? [] : (Source[])[origin]];
        if (all.Any(source => !source.Tensor!.Info.Type.IsFloat()))
            return Copy(place.Name, all);
        var shape = Shape(place, all, out var aligned);
        if (shape is null)
            return null;
        var type = configuration.OutType ?? configuration.MathType ?? all[^1].Tensor!.Info.Type;
        var step = Step(place, merged, origin is not null, shape);
        if (step is null)
            return null;
        IReadOnlyList<INumberSource> read = [.. all.Select(source => aligned?[source.Definition.Model] ?? source.Tensor!)];
        if (_method.Name == "passthrough" && aligned is null && type == merged[0].Tensor!.Info.Type && step.Of[0]["scale"] == 1 && !merged[0].Tensor!.IsChanged)
            return Copy(place.Name, merged);
        return WithStatistics(place, merged, new() { Name = place.Name, Type = type, Shape = shape, Method = (ITiledMethod)_method, Step = step, Sources = read });
    }

    /// <summary>The bytes of the first model that has it.</summary>
    public PlannedTensor? Optional(string name, IEnumerable<string> order)
    {
        foreach (var model in order)
        {
            if (names[model].Own(name) is { } own)
                return Copy(name, [new(new(model, null, ParameterSettings.None), models[model].Stored(own), name)]);
        }

        return null;
    }

    private List<Source> Sources(TensorPlace place)
    {
        var sources = new List<Source>();
        foreach (var (definition, name) in place.Slice.Sources.Zip(place.Names))
            sources.Add(new(definition, Stored(definition.Model, name), name));

        // The base need not be listed among whole models.
        if (_method.Traits.Base != BaseUse.AsModel && BaseOf(place) is { } origin && place.Slice.Sources.All(source => source.Model != origin))
        {
            if (place.Slice.Sources.All(source => source.Layers is null))
                sources.Add(new(new(origin, null, ParameterSettings.None), Stored(origin, place.Name), place.Name));
            else
                conflicts.Add($"a slice does not list the base '{origin}' among its sources, so that its layers are not known");
        }

        return sources;
    }

    private StoredTensor? Stored(string model, string name)
    {
        if (names[model].Own(name) is { } own)
            return models[model].Stored(own);
        conflicts.Add($"model '{model}' has no tensor '{name}'");
        return null;
    }

    private string? BaseOf(TensorPlace place) => place.Slice.Base ?? configuration.Base;

    private (List<Source>? Merged, Source? Origin) Split(TensorPlace place, List<Source> sources)
    {
        var (traits, named) = (_method.Traits, BaseOf(place));
        var origin = traits.Base == BaseUse.AsModel || named is null ? null : sources.FirstOrDefault(source => source.Definition.Model == named);
        List<Source> merged = [.. sources.Where(source => source != origin)];
        if (merged.Count >= traits.LeastModels && merged.Count <= traits.MostModels)
            return (merged, origin);
        var wanted = traits.LeastModels == traits.MostModels ? $"{traits.LeastModels}" : traits.MostModels == int.MaxValue ? $"at least {traits.LeastModels}" : $"{traits.LeastModels} to {traits.MostModels}";
        Once($"{_method.Name} takes {wanted} models{(traits.Base == BaseUse.AsModel ? "" : " beside the base")}, and the configuration has {merged.Count}");
        return (null, null);
    }

    private long[]? Shape(TensorPlace place, List<Source> all, out IReadOnlyDictionary<string, INumberSource>? aligned)
    {
        aligned = null;
        var shape = all[^1].Tensor!.Info.Shape;
        if (vocabulary is not null && (LayerName.IsEmbedding(place.Name) || LayerName.IsTokenHead(place.Name)) && all.All(HasTokenRows))
        {
            if (all.All(source => source.Tensor!.Info.Shape.AsSpan(1).SequenceEqual(shape.AsSpan(1))))
            {
                var rowLength = (int)shape.Skip(1).Aggregate(1L, (count, length) => count * length);
                aligned = vocabulary.Align(all.DistinctBy(source => source.Definition.Model).ToDictionary(source => source.Definition.Model, source => source.Tensor!), rowLength, conflicts);
                return [vocabulary.Rows, .. shape.AsSpan(1)];
            }
        }
        else if (all.All(source => source.Tensor!.Info.Shape.AsSpan().SequenceEqual(shape)))
        {
            return shape;
        }

        conflicts.Add($"tensor '{place.Name}' has different shapes: {string.Join(", ", all.Select(source => $"[{string.Join(", ", source.Tensor!.Info.Shape)}] in '{source.Definition.Model}'"))}");
        return null;
    }

    /// <summary>As many rows as the model says it has tokens, or as its tokenizer has.</summary>
    private bool HasTokenRows(Source source)
    {
        var (model, shape) = (models[source.Definition.Model], source.Tensor!.Info.Shape);
        return shape.Length > 0 && (shape[0] == model.Vocabulary?.Rows || (model.Config()["vocab_size"] is System.Text.Json.Nodes.JsonValue size && size.TryGetValue<long>(out var said) && shape[0] == said));
    }

    private TensorStep? Step(TensorPlace place, List<Source> merged, bool hasBase, long[] shape)
    {
        var before = conflicts.Count;
        var step = new TensorStep
        {
            Name = place.Name,
            Shape = shape,
            Models = [.. merged.Select(source => source.Definition.Model)],
            HasBase = hasBase,
            Of = [.. merged.Select(source => Parameters(place, source.Definition, source.Name))],
            Shared = Parameters(place, null, place.Name),
            Seed = seed,
            IsCompatible = configuration.IsCompatible,
            MathType = configuration.MathType,
        };
        if (conflicts.Count == before && _method.Traits.Check(step) is { } fault)
            conflicts.Add($"tensor '{place.Name}': {fault}");
        return conflicts.Count == before ? step : null;
    }

    private Dictionary<string, double> Parameters(TensorPlace place, SourceDefinition? source, string name)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var parameter in _method.Traits.Parameters.Where(one => one.PerModel == source is not null))
        {
            var value = source?.Parameters.Find(parameter.Name, name, place.Depth)
                ?? place.Slice.Parameters.Find(parameter.Name, name, place.Depth)
                ?? place.Module.Parameters.Find(parameter.Name, name, place.Depth)
                ?? configuration.Parameters.Find(parameter.Name, name, place.Depth)
                ?? parameter.Default;
            if (value is null)
                conflicts.Add($"tensor '{name}': the parameter '{parameter.Name}'{(source is null ? "" : $" of '{source.Model}'")} is not said");
            values[parameter.Name] = value ?? 0;
        }

        return values;
    }

    /// <summary>A tensor for which the models bring no statistics is averaged by weight.</summary>
    private PlannedTensor? WithStatistics(TensorPlace place, List<Source> merged, PlannedTensor planned)
    {
        if (_method.Traits.Statistics is not { } file)
            return planned;
        List<StoredTensor?> statistics = [.. merged.Select(source => models[source.Definition.Model].Statistic(file, place.Name))];
        var isMatrix = _method is RegressionMeanMethod;
        if (statistics.All(one => one is null) || (isMatrix && planned.Shape.Length != 2))
            return planned with { Method = new LinearMethod(), Step = planned.Step! with { Shared = new Dictionary<string, double> { ["normalize"] = 1 } } };
        long[] wanted = isMatrix ? [planned.Shape[1], planned.Shape[1]] : planned.Shape;
        foreach (var (statistic, source) in statistics.Zip(merged))
        {
            if (statistic is null)
                conflicts.Add($"{file} of '{source.Definition.Model}' has no tensor '{place.Name}', which others have");
            else if (!statistic.Info.Shape.AsSpan().SequenceEqual(wanted) || !statistic.Info.Type.IsFloat())
                conflicts.Add($"{file} of '{source.Definition.Model}': '{place.Name}' is {statistic.Info.Type} [{string.Join(", ", statistic.Info.Shape)}], and [{string.Join(", ", wanted)}] is expected");
        }

        return isMatrix
            ? planned with { Step = planned.Step! with { Statistics = i => Whole(statistics[i]!) } }
            : planned with { Sources = [.. planned.Sources, .. statistics.OfType<StoredTensor>()] };
    }

    private static double[] Whole(StoredTensor tensor)
    {
        var numbers = new double[tensor.Info.ElementCount];
        tensor.Read(0, numbers);
        return numbers;
    }

    private PlannedTensor? Copy(string name, List<Source> all)
    {
        var first = all[^1].Tensor!.Info;
        foreach (var source in all.Where(source => source.Tensor!.Info.Type != first.Type || !source.Tensor.Info.Shape.AsSpan().SequenceEqual(first.Shape)))
            conflicts.Add($"tensor '{name}' is no floating-point tensor and differs: {source.Tensor!.Info.Type} [{string.Join(", ", source.Tensor.Info.Shape)}] in '{source.Definition.Model}', {first.Type} [{string.Join(", ", first.Shape)}] in '{all[^1].Definition.Model}'");
        if (all.Any(source => source.Tensor!.IsChanged))
            conflicts.Add($"tensor '{name}' is copied as it is, and an adapter changes it");
        return new() { Name = name, Type = first.Type, Shape = first.Shape, Copies = [.. all.Select(source => source.Tensor!)] };
    }

    private void Once(string conflict)
    {
        if (!conflicts.Contains(conflict))
            conflicts.Add(conflict);
    }

    private sealed record Source(SourceDefinition Definition, StoredTensor? Tensor, string Name);
}
