using System.Buffers;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Merging.Inputs;

/// <summary>A tensor as it lies in a model's file, with what an adapter adds to it.</summary>
internal sealed class StoredTensor(ShardedSafetensors file, string name, LowRank? added = null) : INumberSource
{
    /// <summary>Its bytes are not those of the file.</summary>
    public bool IsChanged => added is not null;

    public TensorInfo Info { get; } = file[name];

    public void Read(long start, Span<double> numbers)
    {
        var size = Info.Type.Size();
        var bytes = ArrayPool<byte>.Shared.Rent(numbers.Length * size);
        try
        {
            var read = bytes.AsSpan(0, numbers.Length * size);
            file.Read(name, start * size, read);
            TensorNumbers.Decode(Info.Type, read, numbers);
            added?.AddTo(start, numbers);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public void ReadBytes(long start, Span<byte> bytes) => file.Read(name, start, bytes);
}
