using System.Buffers.Binary;

namespace Tsumugi.Hub.Content;

/// <summary>Chunks <c>[Start, End)</c> of one xorb, as a part of a content.</summary>
/// <param name="Length">Bytes, unpacked.</param>
public readonly record struct Term(long XorbId, int Start, int End, int Length)
{
    private const int Bytes = 20;

    /// <summary>Lengthens the last term where the chunk follows it, else begins another.</summary>
    public static void Append(List<Term> terms, long xorbId, int position, int length)
    {
        if (terms.Count > 0 && terms[^1] is var last && last.XorbId == xorbId && last.End == position)
            terms[^1] = last with { End = position + 1, Length = last.Length + length };
        else
            terms.Add(new(xorbId, position, position + 1, length));
    }

    public static byte[] Write(IReadOnlyList<Term> terms)
    {
        var bytes = new byte[terms.Count * Bytes];
        for (var i = 0; i < terms.Count; i++)
        {
            var at = bytes.AsSpan(i * Bytes);
            BinaryPrimitives.WriteInt64LittleEndian(at, terms[i].XorbId);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], terms[i].Start);
            BinaryPrimitives.WriteInt32LittleEndian(at[12..], terms[i].End);
            BinaryPrimitives.WriteInt32LittleEndian(at[16..], terms[i].Length);
        }

        return bytes;
    }

    public static Term[] Read(ReadOnlySpan<byte> bytes)
    {
        var terms = new Term[bytes.Length / Bytes];
        for (var i = 0; i < terms.Length; i++)
        {
            var at = bytes[(i * Bytes)..];
            terms[i] = new(
                BinaryPrimitives.ReadInt64LittleEndian(at), BinaryPrimitives.ReadInt32LittleEndian(at[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(at[12..]), BinaryPrimitives.ReadInt32LittleEndian(at[16..]));
        }

        return terms;
    }
}
