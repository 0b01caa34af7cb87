using System.Buffers.Binary;

namespace Tsumugi.Formats.Links;

/// <param name="Pairs">Each counted once.</param>
/// <param name="Sources">Different identifiers that are linked from.</param>
/// <param name="Targets">Different identifiers that are linked to.</param>
public sealed record LinkCounts(long Pairs, long Sources, long Targets);

/// <summary>The end of a store of links: where its parts lie, how much it holds, and the sums to check them by.</summary>
internal sealed record LinkFooter(LinkCounts Counts, LinkIndex Forward, LinkIndex Reverse)
{
    public const int Length = 72;

    public static ReadOnlySpan<byte> Begin => "TSULINK1"u8;

    public static void Write(Stream file, LinkCounts counts, LinkIndex forward, LinkIndex reverse)
    {
        Span<byte> footer = stackalloc byte[Length];
        footer.Clear();
        var at = 0;
        foreach (var index in (LinkIndex[])[forward, reverse])
        {
            var bytes = index.ToBytes();
            file.Write(bytes);
            BinaryPrimitives.WriteInt64LittleEndian(footer[at..], index.End);
            BinaryPrimitives.WriteInt32LittleEndian(footer[(at + 8)..], bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(footer[(at + 12)..], LinkChecksum.Of(bytes));
            at += 16;
        }

        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], counts.Pairs);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], counts.Sources);
        BinaryPrimitives.WriteInt64LittleEndian(footer[48..], counts.Targets);
        BinaryPrimitives.WriteUInt32LittleEndian(footer[56..], LinkChecksum.Of(footer[..56]));
        Begin.CopyTo(footer[64..]);
        file.Write(footer);
    }

    /// <exception cref="InvalidFileException">This is no store of links, or a damaged one.</exception>
    public static LinkFooter Read(string name, FileStream file)
    {
        Span<byte> begin = stackalloc byte[Begin.Length];
        Span<byte> footer = stackalloc byte[Length];
        if (file.Length < Begin.Length + Length)
            throw LinkFault.Damaged(name, "file", "The file is too short for a store of links.");
        file.ReadExactly(begin);
        file.Position = file.Length - Length;
        file.ReadExactly(footer);
        if (!begin.SequenceEqual(Begin) || !footer[64..].SequenceEqual(Begin))
            throw LinkFault.Damaged(name, "file", "The file does not begin and end as a store of links does.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(footer[56..]) != LinkChecksum.Of(footer[..56]) || BinaryPrimitives.ReadUInt64LittleEndian(footer[56..]) >> 32 != 0)
            throw LinkFault.Damaged(name, "footer", "The end of the file is not as it was written.");
        var end = BinaryPrimitives.ReadInt64LittleEndian(footer);
        var (forwardLength, reverseLength) = (BinaryPrimitives.ReadInt32LittleEndian(footer[8..]), BinaryPrimitives.ReadInt32LittleEndian(footer[24..]));
        var forwardAt = file.Length - Length - reverseLength - forwardLength;
        var forward = Index(name, file, forwardAt, forwardLength, BinaryPrimitives.ReadUInt32LittleEndian(footer[12..]), (Begin.Length, end));
        var reverse = Index(name, file, forwardAt + forwardLength, reverseLength, BinaryPrimitives.ReadUInt32LittleEndian(footer[28..]), (end, forwardAt));
        return new(new(BinaryPrimitives.ReadInt64LittleEndian(footer[32..]), BinaryPrimitives.ReadInt64LittleEndian(footer[40..]), BinaryPrimitives.ReadInt64LittleEndian(footer[48..])), forward, reverse);
    }

    private static LinkIndex Index(string name, FileStream file, long at, int length, uint sum, (long Begin, long End) blocks)
    {
        if (at < Begin.Length || length < 0 || at + length > file.Length - Length)
            throw LinkFault.Damaged(name, "index", "The index does not lie within the file.", at);
        var bytes = new byte[length];
        file.Position = at;
        file.ReadExactly(bytes);
        return LinkChecksum.Of(bytes) == sum && LinkIndex.Read(bytes, blocks.Begin, blocks.End) is { } index ? index : throw LinkFault.Damaged(name, "index", "The index is not as it was written.", at);
    }
}
