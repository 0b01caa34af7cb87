namespace Tsumugi.Client.Datasets;

/// <summary>The tensors of a revision.</summary>
/// <param name="Files">Every safetensors file, in order of path.</param>
/// <param name="Indexes">Indexes that say in which file each tensor of a divided model lies.</param>
/// <param name="Parameters">Elements of all tensors together.</param>
public sealed record TensorsView(string Revision, IReadOnlyList<TensorFileView> Files, IReadOnlyList<TensorIndexView> Indexes, long Parameters, long Bytes);

/// <param name="Fault">Why the header could not be read; null when it could.</param>
public sealed record TensorFileView(
    string Path, long Size, long Parameters, long Bytes, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<TensorView> Tensors, string? Fault);

/// <param name="Type">Name of the element type as the format writes it: <c>F32</c>, <c>BF16</c> …</param>
/// <param name="Shape">Empty for a scalar.</param>
public sealed record TensorView(string Name, string Type, IReadOnlyList<long> Shape, long Elements, long Bytes);

/// <param name="Missing">Tensors that the index names and that do not lie where it says.</param>
public sealed record TensorIndexView(string Path, int Tensors, int Files, IReadOnlyList<string> Missing, string? Fault);

/// <summary>The numbers of one tensor in brief.</summary>
/// <param name="Counted">Elements that were read.</param>
/// <param name="Sampled">Whether only a part was read, evenly over the tensor.</param>
/// <param name="Histogram">Finite elements in bins of equal width from minimum to maximum.</param>
public sealed record TensorStatisticsView(
    string File, TensorView Tensor, long Counted, bool Sampled, long NotNumbers, long Infinite, long Zeros,
    double? Minimum, double? Maximum, double? Mean, double? Deviation, IReadOnlyList<long> Histogram);
