using Microsoft.Win32.SafeHandles;

namespace Tsumugi.Formats.Safetensors;

/// <summary>An open safetensors file: the header is checked and held, tensors are read on demand.</summary>
/// <remarks>Safe for readers in parallel: reads carry their own position.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _name;
    private readonly long _dataStart;

    private SafetensorsFile(SafeFileHandle handle, string name)
    {
        _handle = handle;
        _name = name;
        var table = SafetensorsTable.Read(name, RandomAccess.GetLength(handle), ReadSome);
        (Tensors, Metadata, _dataStart) = (table.Tensors, table.Metadata, table.DataStart);
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="InvalidFileException">The file breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path) => Open(path, Path.GetFileName(path));

    /// <param name="name">The file's name in messages, where the path does not tell it.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static SafetensorsFile Open(string path, string name)
    {
        var handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            return new(handle, name);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes of a tensor, from <paramref name="offset"/> within it, until the span is full.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span reaches beyond the tensor.</exception>
    public void Read(string tensor, long offset, Span<byte> destination)
    {
        var info = this[tensor];
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, info.ByteLength - destination.Length);
        SafetensorsTable.Fill(_name, _dataStart + info.Start + offset, destination, tensor, ReadSome);
    }

    /// <summary>The whole tensor as stored; at most 2 GB.</summary>
    public byte[] ReadBytes(string tensor)
    {
        var bytes = new byte[checked((int)this[tensor].ByteLength)];
        Read(tensor, 0, bytes);
        return bytes;
    }

    /// <summary>The whole tensor as numbers; F16, BF16 and F64 are converted.</summary>
    /// <exception cref="NotSupportedException">The tensor holds no floating-point numbers of those types.</exception>
    public float[] ReadFloats(string tensor)
    {
        var numbers = new float[checked((int)this[tensor].ElementCount)];
        ReadFloats(tensor, numbers);
        return numbers;
    }

    /// <inheritdoc cref="ReadFloats(string)"/>
    /// <param name="destination">Exactly as long as the tensor has elements.</param>
    public void ReadFloats(string tensor, Span<float> destination)
    {
        var info = this[tensor];
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, info.ElementCount, nameof(destination));
        FloatDecoder.Decode(info.Type, destination, (offset, bytes) => Read(tensor, offset, bytes));
    }

    public TensorInfo this[string tensor] => Tensors.TryGetValue(tensor, out var info)
        ? info
        : throw new KeyNotFoundException($"{_name} has no tensor '{tensor}'. It has: {string.Join(", ", Tensors.Keys.Order(StringComparer.Ordinal).Take(20))}.");

    public void Dispose() => _handle.Dispose();

    private int ReadSome(long position, Span<byte> destination) => RandomAccess.Read(_handle, destination, position);
}
