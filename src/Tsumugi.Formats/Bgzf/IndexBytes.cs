using System.Buffers.Binary;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Bgzf;

/// <summary>Numbers of an index, read forwards; whatever the file says, no more is kept than was read.</summary>
/// <param name="length">Bytes that there are at most.</param>
internal sealed class IndexBytes(Stream stream, string file, long length)
{
    private readonly byte[] _buffer = new byte[8];
    private readonly byte[] _skipped = new byte[4096];

    public long Position { get; private set; }

    public int Int32(string field) => BinaryPrimitives.ReadInt32LittleEndian(Take(_buffer.AsSpan(0, 4), field));

    public uint UInt32(string field) => (uint)Int32(field);

    public ulong UInt64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(_buffer, field));

    /// <summary>How many of something follow; there must be room for so many.</summary>
    /// <param name="least">Bytes that each takes at least.</param>
    public int Count(string field, int least)
    {
        var at = Position;
        var count = Int32(field);
        return count >= 0 && count <= (length - Position) / least
            ? count
            : throw Fault(field, $"It says {count} of at least {least} bytes each, and at most {length - Position} bytes follow.", at);
    }

    public byte[] Bytes(int count, string field)
    {
        var bytes = new byte[count];
        Take(bytes, field);
        return bytes;
    }

    public void Skip(long count, string field)
    {
        for (; count > 0; count -= Math.Min(count, _skipped.Length))
            Take(_skipped.AsSpan(0, (int)Math.Min(count, _skipped.Length)), field);
    }

    public InvalidFileException Fault(string field, string problem, long? at = null) =>
        new(new() { File = file, Byte = at ?? Position, Field = field, Problem = problem, Remedy = "Make the index again, with samtools index, bcftools index or tabix." });

    private Span<byte> Take(Span<byte> target, string field)
    {
        if (Position + target.Length > length)
            throw Fault(field, "The index is larger than it may be, or ends within this field.");
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw Fault(field, "The index ends within this field.");
        Position += target.Length;
        return target;
    }
}
