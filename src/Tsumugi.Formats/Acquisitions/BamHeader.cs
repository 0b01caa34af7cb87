using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Tsumugi.Formats.Acquisitions;

/// <summary>The header of a BAM (SAM specification, sections 1.3 and 4.2). Command lines are left out: they hold paths and names.</summary>
internal static class BamHeader
{
    private const int MostText = 256 << 20;

    private static readonly (string Tag, string Name)[] OfGroups = [("PL", "platform"), ("PM", "instrument model"), ("PU", "platform unit"), ("LB", "library"), ("CN", "sequencing centre")];

    public static void Read(Stream file, string name, Acquisition into)
    {
        using var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var prefix = new byte[8];
        unpacked.ReadExactly(prefix);
        if (!prefix.AsSpan(0, 4).SequenceEqual("BAM\u0001"u8))
            throw new InvalidDataException("no BAM");
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(4));
        if (length is < 0 or > MostText)
            throw new InvalidDataException($"a header of {length} bytes");
        var text = new byte[length];
        unpacked.ReadExactly(text);
        into.Set("format", "BAM");
        var references = 0;
        foreach (var line in Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.TrimEnd('\r', '\0').Split('\t');
            string? Field(string tag) => fields.FirstOrDefault(field => field.StartsWith(tag + ":", StringComparison.Ordinal))?[3..];
            switch (fields[0])
            {
                case "@SQ":
                    references++;
                    break;
                case "@HD":
                    into.Set("sort order", Field("SO"));
                    break;
                case "@RG":
                    into.AddSample(Field("SM"));
                    foreach (var (tag, title) in OfGroups)
                        into.Set(title, Field(tag));
                    if (Times.Parse(Field("DT")) is { } at)
                        into.Begin(at);
                    break;
                case "@PG" when (Field("PN") ?? Field("ID")) is { } program:
                    into.Set($"program {program}", Field("VN") ?? "version not said");
                    break;
            }
        }

        into.Set("references", references.ToString(CultureInfo.InvariantCulture));
    }
}
