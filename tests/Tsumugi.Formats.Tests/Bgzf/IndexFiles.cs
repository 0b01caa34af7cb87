using System.Text;
using Tsumugi.Formats.Bgzf;

namespace Tsumugi.Formats.Tests.Bgzf;

/// <summary>Small files and indexes, written number by number.</summary>
internal static class IndexFiles
{
    /// <summary>Bytes of the file that the indexes are of.</summary>
    public const long DataLength = 1_000_000;

    /// <summary>Bases of a smallest bin.</summary>
    public const int Window = 1 << 14;

    public static byte[] BamHeader(int references) => Write(writer =>
    {
        var text = "@HD\tVN:1.6\n"u8;
        writer.Write("BAM\u0001"u8);
        writer.Write(text.Length);
        writer.Write(text);
        writer.Write(references);
        for (var i = 0; i < references; i++)
        {
            var name = Encoding.ASCII.GetBytes($"chr{i}\0");
            writer.Write(name.Length);
            writer.Write(name);
            writer.Write(1000);
        }
    });

    /// <summary>One sequence with records in its windows 0, 1 and 3, each of a block of its own far from the others, and a second without any.</summary>
    public static byte[] Bai() => Write(writer =>
    {
        writer.Write("BAI\u0001"u8);
        writer.Write(2);
        Reference(writer, isCsi: false);
        writer.Write(4);
        foreach (var first in new[] { At(100_000), At(300_000), At(300_000), At(600_000) })
            writer.Write(first);
        writer.Write(0);
        writer.Write(0);
    });

    public static byte[] Csi() => BgzfWriter.Pack(Write(writer =>
    {
        writer.Write("CSI\u0001"u8);
        writer.Write(14);
        writer.Write(5);
        writer.Write(0);
        writer.Write(2);
        Reference(writer, isCsi: true);
        writer.Write(0);
    }));

    public static byte[] Tbi() => BgzfWriter.Pack(Write(writer =>
    {
        writer.Write("TBI\u0001"u8);
        writer.Write(2);
        foreach (var number in new[] { 2, 1, 2, 0, (int)'#', 0 })
            writer.Write(number);
        writer.Write(10);
        writer.Write("chr0\0chr1\0"u8);
        Reference(writer, isCsi: false);
        writer.Write(0);
        writer.Write(0);
        writer.Write(0);
    }));

    public static ulong At(long block, int within = 0) => VirtualOffset.At(block, within).Packed;

    private static void Reference(BinaryWriter writer, bool isCsi)
    {
        var bins = new (uint Bin, long First)[] { (4681, 100_000), (4682, 300_000), (4684, 600_000) };
        writer.Write(bins.Length + 1);
        foreach (var (bin, first) in bins)
        {
            writer.Write(bin);
            if (isCsi)
                writer.Write(At(first));
            writer.Write(1);
            writer.Write(At(first));
            writer.Write(At(first + 1000, 7));
        }

        // The bin of counts: its second pair is numbers.
        writer.Write(37450);
        if (isCsi)
            writer.Write(0UL);
        writer.Write(2);
        writer.Write(At(100_000));
        writer.Write(At(700_000));
        writer.Write(ulong.MaxValue);
        writer.Write(3UL);
    }

    public static byte[] Write(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
            write(writer);
        return bytes.ToArray();
    }
}
