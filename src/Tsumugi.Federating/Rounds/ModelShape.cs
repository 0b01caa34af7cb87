using System.Runtime.InteropServices;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Federating.Rounds;

/// <summary>The tensors of a model as one row of numbers: F32, one after another in the ordinal order of their names.</summary>
public sealed class ModelShape
{
    private readonly List<(string Name, long[] Shape, long Start, long Count)> _tensors = [];

    private ModelShape(IEnumerable<TensorInfo> tensors)
    {
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            _tensors.Add((tensor.Name, tensor.Shape, Length, tensor.ElementCount));
            Length += tensor.ElementCount;
        }
    }

    /// <summary>Numbers in all.</summary>
    public long Length { get; }

    /// <summary>Stands before the names of what a site's control variate changed by.</summary>
    public const string Control = "control:";

    /// <exception cref="UnfitUpdateException">A tensor is not of F32, or there are more than 2³¹ numbers.</exception>
    public static ModelShape Of(SafetensorsFile file)
    {
        var wrong = file.Tensors.Values.FirstOrDefault(tensor => tensor.Type != TensorType.F32);
        if (wrong is not null)
            throw new UnfitUpdateException($"The tensor '{wrong.Name}' is of {wrong.Type}; models are trained together in F32, so convert it first.");
        var shape = new ModelShape(file.Tensors.Values);
        return shape.Length <= Array.MaxLength ? shape : throw new UnfitUpdateException($"The model has {shape.Length} numbers; at most {Array.MaxLength} can be trained together.");
    }

    public float[] Read(SafetensorsFile file, string prefix = "")
    {
        var numbers = new float[Length];
        foreach (var (name, _, start, count) in _tensors)
            file.ReadFloats(prefix + name, numbers.AsSpan((int)start, (int)count));
        return numbers;
    }

    /// <param name="rows">What stands before the tensors' names → numbers of the model's length; <c>""</c> is the model or its update itself.</param>
    public void Write(string path, IReadOnlyDictionary<string, string> metadata, params IReadOnlyList<(string Prefix, float[] Numbers)> rows) =>
        SafetensorsWriter.Write(path, metadata, rows.SelectMany(row => _tensors.Select(tensor => new TensorSource(
            row.Prefix + tensor.Name, TensorType.F32, tensor.Shape, tensor.Count * sizeof(float),
            file => file.Write(MemoryMarshal.AsBytes(row.Numbers.AsSpan((int)tensor.Start, (int)tensor.Count)))))));

    /// <summary>Writes an update block by block, as it is read.</summary>
    /// <returns>Its Euclidean norm in float64, of the numbers that were written.</returns>
    public double Write(Stream stream, IUpdate update)
    {
        var (sum, block) = (0.0, new float[Blocks.Size]);
        SafetensorsWriter.Write(stream, new Dictionary<string, string>(), _tensors.Select(tensor => new TensorSource(tensor.Name, TensorType.F32, tensor.Shape, tensor.Count * sizeof(float), file =>
        {
            for (var at = 0L; at < tensor.Count; at += Blocks.Size)
            {
                var numbers = block.AsSpan(0, (int)Math.Min(Blocks.Size, tensor.Count - at));
                update.Read(tensor.Start + at, numbers);
                sum += Sums.OfSquares(numbers);
                file.Write(MemoryMarshal.AsBytes(numbers));
            }
        })));
        return Math.Sqrt(sum);
    }

    /// <summary>Everything that keeps a file from being an update of this model: names, shapes, type, and numbers that are none. Each number is read once.</summary>
    /// <param name="norm">Euclidean, of the first row, in float64; meant for nothing where there is a fault.</param>
    /// <param name="prefixes">Of the rows that it must hold, and no others.</param>
    /// <returns>Null when nothing does.</returns>
    public string? Fault(SafetensorsFile file, out double norm, params IReadOnlyList<string> prefixes)
    {
        prefixes = prefixes.Count == 0 ? [""] : prefixes;
        norm = double.NaN;
        if (Misfit(file, prefixes) is { } misfit)
            return misfit;
        List<double> norms = [.. prefixes.Select(prefix => Blocks.Norm(Update(file, "", 1, prefix), Length, Environment.ProcessorCount))];
        norm = norms[0];
        return norms.All(double.IsFinite) ? null : prefixes.SelectMany(prefix => _tensors.Select(tensor => NoNumber(file, prefix + tensor.Name))).First(fault => fault is not null);
    }

    /// <inheritdoc cref="Fault(SafetensorsFile, out double, IReadOnlyList{string})"/>
    public string? Fault(SafetensorsFile file, params IReadOnlyList<string> prefixes) => Fault(file, out _, prefixes);

    /// <summary>What can be told without a number: names, shapes and types.</summary>
    internal string? Misfit(SafetensorsFile file, IReadOnlyList<string> prefixes)
    {
        List<(string Name, long[] Shape)> wanted = [.. prefixes.SelectMany(prefix => _tensors.Select(tensor => (prefix + tensor.Name, tensor.Shape)))];
        foreach (var (name, shape) in wanted)
        {
            if (!file.Tensors.TryGetValue(name, out var found))
                return $"The tensor '{name}' is missing.";
            if (found.Type != TensorType.F32 || !found.Shape.SequenceEqual(shape))
                return $"The tensor '{name}' is {found.Type} [{string.Join(", ", found.Shape)}], not F32 [{string.Join(", ", shape)}].";
        }

        return file.Tensors.Count == wanted.Count
            ? null
            : $"The tensor '{file.Tensors.Keys.Except(wanted.Select(tensor => tensor.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).First()}' is none of the model's.";
    }

    private static string? NoNumber(SafetensorsFile file, string name)
    {
        var numbers = file.ReadFloats(name);
        var at = Array.FindIndex(numbers, number => !float.IsFinite(number));
        return at < 0 ? null : $"The tensor '{name}' holds {numbers[at]} at place {at}; the site's training has diverged.";
    }

    /// <summary>The file as an update that is read block by block; the file stays the caller's.</summary>
    public IUpdate Update(SafetensorsFile file, string site, double weight, string prefix = "") => new FileUpdate(this, file, site, weight, prefix);

    private sealed class FileUpdate(ModelShape shape, SafetensorsFile file, string site, double weight, string prefix) : IUpdate
    {
        public string Site => site;

        public double Weight => weight;

        public void Read(long start, Span<float> numbers)
        {
            for (var done = 0; done < numbers.Length;)
            {
                var (name, _, first, count) = shape._tensors[shape.At(start + done)];
                var inside = start + done - first;
                var taken = (int)Math.Min(numbers.Length - done, count - inside);
                file.Read(prefix + name, inside * sizeof(float), MemoryMarshal.AsBytes(numbers.Slice(done, taken)));
                done += taken;
            }
        }
    }

    /// <returns>Which tensor a place falls into; those without numbers are passed over.</returns>
    private int At(long place)
    {
        var (low, high) = (0, _tensors.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_tensors[middle].Start <= place)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}

/// <summary>A model or an update that cannot take part in rounds.</summary>
public sealed class UnfitUpdateException(string message) : Exception(message);
