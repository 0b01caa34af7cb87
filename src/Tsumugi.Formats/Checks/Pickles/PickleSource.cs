using System.Buffers.Binary;

namespace Tsumugi.Formats.Checks.Pickles;

/// <summary>Bytes of a pickle, forwards, with a count; the end of the stream within an opcode stops the check.</summary>
internal sealed class PickleSource(Stream stream, Place place, CancellationToken ct)
{
    private readonly byte[] _buffer = new byte[32 << 10];
    private int _next;
    private int _end;

    /// <summary>Bytes taken.</summary>
    public long Position { get; private set; }

    /// <summary>Where the present opcode stands, for the findings.</summary>
    public long OpcodeAt { get; set; }

    public bool AtEnd => _next == _end && !Fill();

    public byte Byte()
    {
        if (AtEnd)
            throw Stop(PickleRules.CutOff);
        Position++;
        return _buffer[_next++];
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A length; more than a file can hold stops the check.</summary>
    public long Length8() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8)) is var length && length <= long.MaxValue
        ? (long)length
        : throw Stop(PickleRules.CutOff);

    /// <summary>A length of four bytes that older opcodes read with a sign.</summary>
    public long SignedLength4() => (int)UInt32() is var length && length >= 0 ? length : throw Stop(PickleRules.Malformed, "length");

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = Byte();
        return bytes;
    }

    public void Skip(long count)
    {
        while (count > 0)
        {
            if (AtEnd)
                throw Stop(PickleRules.CutOff);
            var step = (int)Math.Min(count, _end - _next);
            _next += step;
            Position += step;
            count -= step;
        }
    }

    /// <summary>Bytes up to a line feed, which is taken too; null, with all of them taken, when they are more than
    /// <paramref name="most"/>.</summary>
    public byte[]? Line(int most)
    {
        var line = new List<byte>();
        for (var value = Byte(); value != '\n'; value = Byte())
        {
            if (line.Count <= most)
                line.Add(value);
        }
        return line.Count > most ? null : [.. line];
    }

    public CheckStopException Stop(CheckRule rule, string? field = null) => new(Found(rule, field));

    public Finding Found(CheckRule rule, string? field = null, params ReadOnlySpan<object?> particulars) =>
        rule.At(place.AtByte(OpcodeAt, field), particulars);

    public Place Here(string field) => place.AtByte(OpcodeAt, field);

    private bool Fill()
    {
        ct.ThrowIfCancellationRequested();
        (_next, _end) = (0, stream.Read(_buffer));
        return _end > 0;
    }
}
