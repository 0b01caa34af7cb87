using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Methods;

namespace Tsumugi.Merging.Planning;

/// <summary>Everything that will be written, before a number is read.</summary>
public sealed record MergePlan
{
    public required MergeConfiguration Configuration { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyList<InputModel> Models { get; init; }

    public required IReadOnlyList<PlannedTensor> Tensors { get; init; }

    /// <summary>What was decided that the configuration does not say.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whose description and tokenizer the output begins with.</summary>
    public required InputModel Donor { get; init; }

    /// <summary>Layers of the output; null where they are as many as the donor's.</summary>
    internal int? Layers { get; init; }

    internal VocabularyPlan? Vocabulary { get; init; }
}

/// <summary>One tensor of the output and what it is made of.</summary>
public sealed record PlannedTensor
{
    public required string Name { get; init; }

    public required TensorType Type { get; init; }

    public required long[] Shape { get; init; }

    public long Count => Shape.Aggregate(1L, (count, length) => count * length);

    /// <summary>Null for a tensor that is copied.</summary>
    internal ITiledMethod? Method { get; init; }

    internal TensorStep? Step { get; init; }

    /// <summary>The models, then the base or the statistics, as the method wants them.</summary>
    internal IReadOnlyList<INumberSource> Sources { get; init; } = [];

    /// <summary>Tensors that hold the same bytes, the first of which is copied.</summary>
    internal IReadOnlyList<StoredTensor> Copies { get; init; } = [];
}
