using System.Buffers.Binary;
using System.IO.Compression;
using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>The SAM header in the first container of a CRAM 2 or 3 (CRAM specification, sections 6 to 8).</summary>
internal sealed class CramHeader(Stream cram, Place place)
{
    private const int DefinitionLength = 26;
    private const int MaxBlock = 1 << 30;

    private long _at;

    public static void Run(ForwardStream cram, Place place, Findings findings) => new CramHeader(cram, place).Read(findings);

    private void Read(Findings findings)
    {
        var major = Bytes(DefinitionLength)[4];
        if (major is not (2 or 3))
        {
            findings.Add(PersonalRules.HeaderUnread.At(place.AtByte(4, "major version")));
            return;
        }
        SkipContainerHeader(major);
        var method = Bytes(2)[0];
        Itf8();
        var (stored, length) = (Itf8(), Itf8());
        if (stored is < 4 or > MaxBlock || length is < 4 or > MaxBlock)
            throw Stop("block");
        if (method > 1)
        {
            findings.Add(PersonalRules.HeaderUnread.At(place.AtByte(_at, $"method {method}")));
            return;
        }
        var block = new LimitedStream(cram, stored);
        using Stream content = method == 0 ? block : new GZipStream(block, CompressionMode.Decompress);
        ReadText(new LimitedStream(content, length), findings);
    }

    private void ReadText(LimitedStream content, Findings findings)
    {
        try
        {
            var prefix = new byte[4];
            if (content.ReadAtLeast(prefix, 4, throwOnEndOfStream: false) < 4)
                throw Stop("SAM header");
            ReadGroups.RunLimited(content, BinaryPrimitives.ReadUInt32LittleEndian(prefix), place, findings);
        }
        catch (InvalidDataException)
        {
            throw Stop("SAM header");
        }
    }

    /// <summary>Length, reference, start, span, records, counter, bases, blocks, landmarks and, in version 3, a checksum.</summary>
    private void SkipContainerHeader(byte major)
    {
        Bytes(4);
        for (var field = 0; field < 4; field++)
            Itf8();
        if (major == 2)
            Itf8();
        else
            Ltf8();
        Ltf8();
        Itf8();
        var landmarks = Itf8();
        if (landmarks is < 0 or > 1_000)
            throw Stop("landmarks");
        for (var i = 0; i < landmarks; i++)
            Itf8();
        if (major == 3)
            Bytes(4);
    }

    /// <summary>Leading one bits of the first byte count the bytes that follow; of the last of five only four bits count.</summary>
    private int Itf8()
    {
        var first = Bytes(1)[0];
        var more = Math.Min(4, LeadingOnes(first));
        var value = more == 4 ? first & 0x0F : first & (0x7F >> more);
        var rest = Bytes(more);
        for (var i = 0; i < more; i++)
            value = more == 4 && i == 3 ? (value << 4) | (rest[i] & 0x0F) : (value << 8) | rest[i];
        return value;
    }

    private void Ltf8() => Bytes(LeadingOnes(Bytes(1)[0]));

    private static int LeadingOnes(byte value) => int.LeadingZeroCount(~(value << 24));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        if (cram.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
            throw Stop("container");
        _at += count;
        return bytes;
    }

    private CheckStopException Stop(string field) => new(PersonalRules.Header.At(place.AtByte(_at, field)));
}
