using System.Buffers.Binary;

namespace Tsumugi.Formats.Xet;

/// <summary>Reads a whole shard from memory, with or without its footer.</summary>
public static class ShardReader
{
    /// <exception cref="XetFormatException">When it is no shard, or ends too early.</exception>
    public static Shard Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ShardFormat.HeaderBytes || !bytes.StartsWith(ShardFormat.Mark))
            throw new XetFormatException("This is no shard: its first bytes are not the shard's mark.");
        var version = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        if (version != ShardFormat.HeaderVersion)
            throw new XetFormatException($"The shard has version {version}; only {ShardFormat.HeaderVersion} is known.");
        var rest = new Entries(bytes[ShardFormat.HeaderBytes..]);
        var files = new List<ShardFile>();
        for (var entry = rest.Next(); XetHash.Read(entry) != ShardFormat.SectionEnd; entry = rest.Next())
            files.Add(ReadFile(entry, ref rest));
        var xorbs = new List<ShardXorb>();
        for (var entry = rest.Next(); XetHash.Read(entry) != ShardFormat.SectionEnd; entry = rest.Next())
            xorbs.Add(ReadXorb(entry, ref rest));
        return new(files, xorbs);
    }

    private static ShardFile ReadFile(ReadOnlySpan<byte> head, ref Entries rest)
    {
        var (flags, count) = (Number(head, 32), rest.Counted(Number(head, 36)));
        var terms = new List<ShardTerm>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = rest.Next();
            var (length, start, end) = (Number(entry, 36), Number(entry, 40), Number(entry, 44));
            if (start >= end || end > XorbReader.MostChunks)
                throw new XetFormatException($"A file names chunks {start} to {end} of a xorb.");
            terms.Add(new(XetHash.Read(entry), (int)start, (int)end, length, null));
        }

        if ((flags & ShardFormat.WithProofs) != 0)
        {
            for (var i = 0; i < count; i++)
                terms[i] = terms[i] with { Proof = XetHash.Read(rest.Next()) };
        }

        return new(XetHash.Read(head), terms, (flags & ShardFormat.WithMetadata) == 0 ? null : Sha256(rest.Next()));
    }

    // The hash stands in Xet's order of bytes, eight by eight from the other end than its usual text.
    private static byte[] Sha256(ReadOnlySpan<byte> entry) => Convert.FromHexString(XetHash.Read(entry).ToString());

    private static ShardXorb ReadXorb(ReadOnlySpan<byte> head, ref Entries rest)
    {
        var count = rest.Counted(Number(head, 36));
        var chunks = new List<ShardChunk>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = rest.Next();
            chunks.Add(new(XetHash.Read(entry), Number(entry, 32), Number(entry, 36)));
        }

        return new(XetHash.Read(head), chunks, Number(head, 44));
    }

    private static uint Number(ReadOnlySpan<byte> entry, int at) => BinaryPrimitives.ReadUInt32LittleEndian(entry[at..]);

    private ref struct Entries(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public ReadOnlySpan<byte> Next()
        {
            if (_rest.Length < ShardFormat.EntryBytes)
                throw new XetFormatException("The shard ends before its sections do.");
            var entry = _rest[..ShardFormat.EntryBytes];
            _rest = _rest[ShardFormat.EntryBytes..];
            return entry;
        }

        /// <summary>Refuses a count that the rest cannot hold, before anything is set aside for it.</summary>
        public readonly int Counted(uint count) => count <= _rest.Length / ShardFormat.EntryBytes
            ? (int)count
            : throw new XetFormatException($"The shard says {count} entries follow, and ends before.");
    }
}
