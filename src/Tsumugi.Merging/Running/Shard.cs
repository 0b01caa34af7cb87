using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Merging.Planning;

namespace Tsumugi.Merging.Running;

/// <summary>One file of the output, whose tensors are filled in any order.</summary>
internal sealed class Shard : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly SafetensorsOutline _outline;

    private Shard(string name, string path, SafetensorsOutline outline)
    {
        (Name, _outline) = (name, outline);
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        RandomAccess.SetLength(_handle, outline.Length);
        RandomAccess.Write(_handle, outline.Header, 0);
    }

    public string Name { get; }

    public IEnumerable<string> Tensors => _outline.Tensors.Keys;

    /// <summary>One file, or several under the names that Hugging Face's libraries give them.</summary>
    public static IReadOnlyList<Shard> Open(string folder, IReadOnlyList<PlannedTensor> tensors, long mostBytes)
    {
        var groups = new List<List<PlannedTensor>> { new() };
        var length = 0L;
        foreach (var tensor in tensors)
        {
            var own = tensor.Type.ByteLength(tensor.Count)!.Value;
            if (groups[^1].Count > 0 && length + own > mostBytes)
            {
                groups.Add([]);
                length = 0;
            }

            groups[^1].Add(tensor);
            length += own;
        }

        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        return
        [
            .. groups.Select((group, i) =>
            {
                var name = groups.Count == 1 ? ShardedSafetensors.SingleFile
                    : string.Create(CultureInfo.InvariantCulture, $"model-{i + 1:00000}-of-{groups.Count:00000}.safetensors");
                return new Shard(name, Path.Combine(folder, name), SafetensorsOutline.Of(metadata, group.Select(tensor => (tensor.Name, tensor.Type, tensor.Shape))));
            }),
        ];
    }

    public void Write(string tensor, long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, _outline.PositionOf(tensor) + offset);

    /// <summary>SHA-256 of a tensor's bytes as they lie in the file, in hexadecimal.</summary>
    public string Hash(string tensor, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, position, left) = (new byte[1 << 20], _outline.PositionOf(tensor), _outline.Tensors[tensor].ByteLength);
        while (left > 0)
        {
            stop.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(_handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)), position);
            if (count == 0)
                throw new EndOfStreamException($"{Name} became shorter while it was read.");
            hash.AppendData(buffer, 0, count);
            (position, left) = (position + count, left - count);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    public void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
