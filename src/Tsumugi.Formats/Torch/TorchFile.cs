using Tsumugi.Formats.Checks;
using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Formats.Torch;

/// <summary>An open checkpoint of PyTorch (1.6 or later): the index of its tensors is held, their numbers are read on demand. Nothing in it is run.</summary>
/// <remarks>Not for readers in parallel. Format: docs/formats/torch.md.</remarks>
public sealed class TorchFile : IDisposable
{
    private const int MostDepth = 64;
    private const int MostValues = 10_000_000;
    private const int BlockBytes = 1 << 20;

    /// <summary>Views may repeat the numbers of a storage; so often none does that was trained.</summary>
    private const int MostSwelling = 16;

    /// <summary>Up to here the reach of a tensor whose elements are scattered is held in memory; beyond, it is read in blocks.</summary>
    private const int MostReach = 64 << 20;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<string, (long At, long Length)> _storages = [];
    private readonly SortedDictionary<string, TorchTensor> _tensors = new(StringComparer.Ordinal);
    private readonly List<string> _leftOut = [];
    private int _values;

    private TorchFile(Stream stream, string name, CancellationToken ct)
    {
        (_stream, _name) = (stream, name);
        var place = new Place { File = name };
        try
        {
            var zip = new ZipBytes(stream, place);
            var entries = ZipDirectory.Read(zip, ZipEnd.Read(zip)).ToList();
            var folder = TorchArchive.Prefix(entries) ?? throw TorchFault.At(name, null, "data.pkl", "This zip is no checkpoint of PyTorch.");
            RefuseBigEndian(zip, entries.Find(entry => entry.Name == $"{folder}byteorder"));
            foreach (var entry in entries.Where(entry => entry.Name.StartsWith($"{folder}data/", StringComparison.Ordinal)))
                _storages[entry.Name[$"{folder}data/".Length..]] = Plain(zip, entry);
            var (at, length) = Plain(zip, entries.First(entry => entry.Name == $"{folder}data.pkl"));
            Add("", new TorchPickle(new(new PartStream(stream, at, length), place, ct), name).Read(), 0);
            if (_tensors.Values.Aggregate((Int128)0, (sum, tensor) => sum + tensor.ByteLength) > MostSwelling * (Int128)stream.Length)
                throw TorchFault.At(name, null, "data.pkl", $"Its tensors repeat their numbers to more than {MostSwelling} times the file.");
        }
        catch (CheckStopException stopped)
        {
            throw TorchFault.At(name, stopped.Finding.Place.Byte, stopped.Finding.Place.Field ?? "zip", stopped.Finding.Text.En, stopped);
        }
    }

    /// <summary>By name: keys of nested dictionaries and places in lists, joined by dots.</summary>
    public IReadOnlyDictionary<string, TorchTensor> Tensors => _tensors;

    /// <summary>Names of texts and numbers beside the tensors.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <param name="stream">Seekable; disposed with the file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidFileException">It is no such checkpoint, is damaged, or holds anything but tensors and plain values.</exception>
    public static TorchFile Open(Stream stream, string name, CancellationToken ct)
    {
        try
        {
            return new(stream, name, ct);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes the elements of a tensor, row-major.</summary>
    /// <exception cref="InvalidFileException">The file became shorter.</exception>
    public void CopyTo(TorchTensor tensor, Stream destination)
    {
        if (tensor.ByteLength == 0)
            return;
        if (tensor.IsContiguous)
            CopyRun(At(tensor, tensor.Offset), tensor.ByteLength, destination);
        else
            Gather(tensor, destination);
    }

    public void Dispose() => _stream.Dispose();

    private long At(TorchTensor tensor, long element) => _storages[tensor.Storage].At + (element * tensor.Type.Size());

    private void CopyRun(long at, long length, Stream destination)
    {
        var block = new byte[Math.Min(length, BlockBytes)];
        while (length > 0)
        {
            var some = block.AsSpan(0, (int)Math.Min(length, block.Length));
            Fill(at, some);
            destination.Write(some);
            (at, length) = (at + some.Length, length - some.Length);
        }
    }

    private void Gather(TorchTensor tensor, Stream destination)
    {
        var size = tensor.Type.Size();
        var reach = tensor.Reach;
        var window = new byte[Math.Min(reach * size, MostReach)];
        var (start, end) = (0L, 0L);
        var (index, element) = (new long[tensor.Shape.Length], 0L);
        var row = new byte[BlockBytes / size * size];
        var filled = 0;
        for (var left = tensor.ByteLength / size; left > 0; left--)
        {
            if (element < start || element >= end)
            {
                start = element;
                var held = (int)Math.Min(window.Length / size, reach - start);
                Fill(At(tensor, tensor.Offset + start), window.AsSpan(0, held * size));
                end = start + held;
            }

            window.AsSpan((int)(element - start) * size, size).CopyTo(row.AsSpan(filled));
            filled += size;
            if (filled == row.Length || left == 1)
            {
                destination.Write(row, 0, filled);
                filled = 0;
            }

            element = Next(tensor, index, element);
        }
    }

    private static long Next(TorchTensor tensor, long[] index, long element)
    {
        for (var i = index.Length - 1; i >= 0; i--)
        {
            element += tensor.Strides[i];
            if (++index[i] < tensor.Shape[i])
                return element;
            element -= tensor.Shape[i] * tensor.Strides[i];
            index[i] = 0;
        }

        return element;
    }

    private void Fill(long at, Span<byte> bytes)
    {
        _stream.Position = at;
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw TorchFault.At(_name, at, "data", "The file became shorter while it was read.");
    }

    private void Add(string name, object? value, int depth)
    {
        if (depth > MostDepth || ++_values > MostValues)
            throw TorchFault.At(_name, null, Named(name), $"It is nested deeper than {MostDepth} times, or holds more than {MostValues} values.");
        switch (value)
        {
            case TorchTensor tensor:
                AddTensor(tensor with { Name = name.Length == 0 ? "tensor" : name });
                break;
            case TorchPickle.Map map:
                foreach (var (key, item) in map.Items)
                    Add(Under(name, key is string or long ? $"{key}" : throw TorchFault.At(_name, null, Named(name), "A key of a dictionary is neither text nor number.")), item, depth + 1);
                break;
            case List<object?> list:
                for (var i = 0; i < list.Count; i++)
                    Add(Under(name, $"{i}"), list[i], depth + 1);
                break;
            case null or string or long or double or bool:
                _leftOut.Add(Named(name));
                break;
            default:
                throw TorchFault.At(_name, null, Named(name), "It holds something other than tensors and plain values.");
        }
    }

    private void AddTensor(TorchTensor tensor)
    {
        if (!_storages.TryGetValue(tensor.Storage, out var storage))
            throw TorchFault.At(_name, null, tensor.Name, $"The numbers data/{tensor.Storage} are not in the file.");
        if (tensor.ByteLength > 0 && tensor.Offset + tensor.Reach > storage.Length / tensor.Type.Size())
            throw TorchFault.At(_name, storage.At, tensor.Name, $"data/{tensor.Storage} has {storage.Length} bytes and ends before the tensor does.");
        if (!_tensors.TryAdd(tensor.Name, tensor))
            throw TorchFault.At(_name, null, tensor.Name, "Two tensors have this name.");
    }

    private (long At, long Length) Plain(ZipBytes zip, ZipEntry entry)
    {
        if (entry.Method != ZipEntry.Stored || entry.IsEncrypted || entry.StoredLength != entry.Length)
            throw TorchFault.At(_name, entry.HeaderAt, entry.Name, "The entry is packed, which torch.save never does.");
        var at = zip.DataAt(entry, out var agrees);
        return agrees && at <= zip.Length - entry.Length ? (at, entry.Length)
            : throw TorchFault.At(_name, entry.HeaderAt, entry.Name, "The entry is not where the directory says.");
    }

    private void RefuseBigEndian(ZipBytes zip, ZipEntry? order)
    {
        if (order is null)
            return;
        var (at, length) = Plain(zip, order);
        if (length != 6 || !zip.Read(at, 6).AsSpan().SequenceEqual("little"u8))
            throw TorchFault.At(_name, at, order.Name, "Its numbers are not little-endian.");
    }

    private static string Under(string name, string key) => name.Length == 0 ? key : $"{name}.{key}";

    private static string Named(string name) => name.Length == 0 ? "data.pkl" : name;
}
