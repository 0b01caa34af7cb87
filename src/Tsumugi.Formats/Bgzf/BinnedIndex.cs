using System.Text;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Bgzf;

/// <summary>Answers where in a BAM, BCF or VCF file the records of regions lie, from its BAI, CSI or TBI index.</summary>
/// <remarks>The index is read once from its beginning to its end; only what the regions touch is kept.</remarks>
public static class BinnedIndex
{
    /// <summary>Of an expanded index: that of a human genome at great depth has some ten million.</summary>
    public const long MostBytes = 128L << 20;

    /// <summary>Regions of one question.</summary>
    public const int MostRegions = 200;

    private const int TabixHeader = 28;

    /// <summary>Stretches with a smaller gap in the file between them are read as one, in bytes.</summary>
    private const long SmallGap = 1 << 16;
    private const int MostChunks = 16;

    /// <param name="stored">The index as it lies in a file, from its beginning; it must seek.</param>
    /// <param name="file">Its name in errors.</param>
    /// <param name="dataLength">Bytes of the file that it is of.</param>
    /// <param name="references">Names of that file's header, used where the index names none.</param>
    /// <exception cref="InvalidFileException">The index is damaged, or of another file.</exception>
    public static IndexAnswer Read(Stream stored, string file, long dataLength, IReadOnlyList<string> references, IReadOnlyList<IndexedRegion> regions)
    {
        Span<byte> magic = stackalloc byte[2];
        var isPacked = stored.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && GzipHeader.Begins(magic);
        stored.Position = 0;
        var bytes = isPacked ? new IndexBytes(new GunzippedStream(stored, file), file, MostBytes) : new(new BufferedStream(stored, 1 << 16), file, Math.Min(stored.Length, MostBytes));
        var kind = Encoding.Latin1.GetString(bytes.Bytes(4, "magic"));
        var shape = BinShape.Classic;
        if (kind == "CSI\u0001")
        {
            shape = new(bytes.Int32("min_shift"), bytes.Int32("depth"));
            if (!shape.IsPossible)
                throw bytes.Fault("depth", $"min_shift {shape.MinShift} and depth {shape.Depth} describe no bins.");
            var size = bytes.Count("l_aux", 1);
            if (size >= TabixHeader)
                references = Names(bytes, size);
            else
                bytes.Skip(size, "aux");
        }
        else if (kind is not ("BAI\u0001" or "TBI\u0001"))
            throw bytes.Fault("magic", "This is neither a BAI nor a CSI nor a TBI index.", 0);

        var count = bytes.Count("n_ref", 4);
        if (kind == "TBI\u0001")
            references = Names(bytes, null);
        if (count > references.Count)
            throw bytes.Fault("n_ref", $"The index is of {count} sequences and names, or the file has, {references.Count}: it is of another file.");
        var walk = new Walk(bytes, shape, kind == "CSI\u0001", dataLength);
        for (var number = 0; number < count; number++)
            walk.Reference([.. regions.Where(region => region.Reference == references[number])]);
        return new(Joined(walk.Found), walk.Last is { } last ? new VirtualOffset(last) : null, references);
    }

    // The header of tabix: six numbers, the length of the names, the names. In a CSI it is its own part of a known length.
    private static List<string> Names(IndexBytes bytes, int? size)
    {
        bytes.Skip(TabixHeader - 4, "tabix header");
        var length = bytes.Count("l_nm", 1);
        if (size is { } whole && length > whole - TabixHeader)
            throw bytes.Fault("l_nm", $"The names take {length} bytes, and the part that they lie in has {whole}.");
        var names = Encoding.UTF8.GetString(bytes.Bytes(length, "names"));
        bytes.Skip((size ?? TabixHeader + length) - TabixHeader - length, "aux");
        return [.. names.Split('\0').SkipLast(1)];
    }

    private static List<IndexedChunk> Joined(List<IndexedChunk> found)
    {
        found.Sort((one, other) => one.Start.Packed.CompareTo(other.Start.Packed));
        var joined = found;
        for (var gap = SmallGap; ; gap *= 4)
        {
            joined = Join(joined, gap);
            if (joined.Count <= MostChunks)
                return joined;
        }
    }

    private static List<IndexedChunk> Join(List<IndexedChunk> sorted, long gap)
    {
        var joined = new List<IndexedChunk>();
        foreach (var chunk in sorted)
        {
            if (joined.Count > 0 && joined[^1] is var last && chunk.Start.Block - last.End.Block <= gap)
                joined[^1] = last with { End = chunk.End.Packed > last.End.Packed ? chunk.End : last.End };
            else
                joined.Add(chunk);
        }

        return joined;
    }

    /// <summary>Goes through the bins of one reference after the other.</summary>
    private sealed class Walk(IndexBytes bytes, BinShape shape, bool isCsi, long dataLength)
    {
        private readonly Dictionary<uint, ulong> _firsts = [];
        private readonly List<(uint Bin, IndexedChunk Chunk)> _chunks = [];

        public List<IndexedChunk> Found { get; } = [];

        public ulong? Last { get; private set; }

        public void Reference(IReadOnlyList<IndexedRegion> wanted)
        {
            _firsts.Clear();
            _chunks.Clear();
            for (var left = bytes.Count("n_bin", isCsi ? 16 : 8); left > 0; left--)
                Bin(wanted);
            var firsts = wanted.Select(region => isCsi ? First(region) : 0).ToArray();
            if (!isCsi)
                Windows(wanted, firsts);
            for (var i = 0; i < wanted.Count; i++)
            {
                foreach (var (bin, chunk) in _chunks)
                {
                    if (chunk.End.Packed > firsts[i] && shape.Overlaps(bin, wanted[i].Start, wanted[i].End))
                        Found.Add(chunk);
                }
            }
        }

        private void Bin(IReadOnlyList<IndexedRegion> wanted)
        {
            var at = bytes.Position;
            var bin = bytes.UInt32("bin");
            if (bin > shape.Counts)
                throw bytes.Fault("bin", $"There is no bin {bin}; the last is {shape.Counts}.", at);
            if (isCsi)
                _firsts[bin] = bytes.UInt64("loffset");
            var isWanted = bin != shape.Counts && wanted.Any(region => shape.Overlaps(bin, region.Start, region.End));
            var count = bytes.Count("n_chunk", 16);
            for (var i = 0; i < count; i++)
            {
                // The second pair of the bin of counts is numbers of records.
                var isCounts = bin == shape.Counts && i > 0;
                at = bytes.Position;
                var chunk = new IndexedChunk(new(bytes.UInt64("chunk_beg")), new(bytes.UInt64("chunk_end")));
                if (isCounts)
                    continue;
                if (chunk.Start.Packed > chunk.End.Packed || chunk.End.Block > dataLength)
                    throw bytes.Fault("chunk", $"Records from byte {chunk.Start.Block} to {chunk.End.Block} of a file of {dataLength} bytes: the index is damaged, or of another file.", at);
                Last = Math.Max(Last ?? 0, chunk.End.Packed);
                if (isWanted && chunk.Start != chunk.End)
                    _chunks.Add((bin, chunk));
            }
        }

        // Of BAI and TBI: for each 16 KiB of bases, where the first record that reaches into them begins.
        private void Windows(IReadOnlyList<IndexedRegion> wanted, ulong[] firsts)
        {
            var count = bytes.Count("n_intv", 8);
            var asking = Enumerable.Range(0, firsts.Length).ToLookup(i => Math.Min(wanted[i].Start >> shape.MinShift, count - 1));
            var largest = 0UL;
            for (var window = 0; window < count; window++)
            {
                largest = Math.Max(largest, bytes.UInt64("ioffset"));
                foreach (var i in asking[window])
                    firsts[i] = largest;
            }
        }

        private ulong First(IndexedRegion region)
        {
            foreach (var bin in shape.Above(region.Start))
            {
                if (_firsts.TryGetValue(bin, out var first))
                    return first;
            }

            return 0;
        }
    }
}
