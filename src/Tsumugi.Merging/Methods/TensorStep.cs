using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Merging.Methods;

/// <summary>What a method knows of one tensor when it begins.</summary>
public sealed record TensorStep
{
    /// <summary>The tensor's name in the output.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Models that are combined, in the configuration's order and without the base where the method has one; the base is the source after them.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required bool HasBase { get; init; }

    /// <summary>Each model's parameters by name, defaults filled in.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, double>> Of { get; init; }

    /// <summary>Parameters of the whole tensor by name, defaults filled in.</summary>
    public required IReadOnlyDictionary<string, double> Shared { get; init; }

    public required long Seed { get; init; }

    /// <summary>True when mergekit's arithmetic is wanted where ours differs.</summary>
    public bool IsCompatible { get; init; }

    /// <summary>The configuration's <c>dtype</c>; only mergekit's arithmetic rounds to it on the way.</summary>
    public TensorType? MathType { get; init; }

    /// <summary>Into how many parts the tensor is cut for counting and adding; fixed, so that sums do not depend on threads.</summary>
    public int Segments { get; init; } = 32;

    /// <summary>A model's whole matrix from its file of statistics, by the model's place; for methods that need one.</summary>
    internal Func<int, double[]>? Statistics { get; init; }

    public long Count => Shape.Aggregate(1L, (count, length) => count * length);

    /// <summary>Elements along the last dimension.</summary>
    public int RowLength => Shape.Count == 0 ? 1 : (int)Math.Max(1, Shape[^1]);

    internal bool Is(string parameter) => Shared[parameter] != 0;

    internal double[] Weights => [.. Of.Select(parameters => parameters["weight"])];

    internal void Round(Span<double> numbers)
    {
        if (IsCompatible && MathType is { } type)
            TensorNumbers.Round(type, numbers);
    }
}
