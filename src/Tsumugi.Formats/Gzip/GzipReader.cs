using System.Buffers.Binary;
using System.IO.Compression;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>Expands gzip of one or many members (bgzip's too) and notices what the runtime's stream lets pass: a file
/// cut off, and bytes after the end.</summary>
/// <remarks>
/// The inflater does not say where in its last chunk the compressed data ended. The trailer does: its eight bytes are
/// the checksum and length of what came out, so they are searched for in that chunk. Zeros after a member are padding,
/// as gzip itself holds.
/// </remarks>
internal sealed class GzipReader(ByteSource source, Func<string, string, InvalidFileException> fault) : IDisposable
{
    private MemberStream? _member;
    private DeflateStream? _inflate;
    private uint _crc;
    private uint _length;

    /// <summary>Reads some bytes; 0 only at the end of the last member.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        while (_inflate is not null || await BeginAsync(ct))
        {
            var count = await InflateAsync(destination, ct);
            if (count == 0)
            {
                await EndAsync(ct);
                continue;
            }
            _crc = Crc32.Append(_crc, destination.Span[..count]);
            _length += (uint)count;
            return count;
        }
        return 0;
    }

    public void Dispose() => _inflate?.Dispose();

    private async ValueTask<bool> BeginAsync(CancellationToken ct)
    {
        await source.PeekAsync(2, ct);
        if (source.Available.Length == 0)
            return false;
        if (!GzipHeader.Begins(source.Available))
            throw fault("Bytes that are no gzip follow the end of the compressed data.", "Remove what was appended, or fetch the file again.");
        if (await GzipHeader.SkipAsync(source, ct) is { } problem)
            throw fault(problem, CutOff);
        _member = new(source);
        _inflate = new(_member, CompressionMode.Decompress);
        (_crc, _length) = (0, 0);
        return true;
    }

    private async ValueTask<int> InflateAsync(Memory<byte> destination, CancellationToken ct)
    {
        try
        {
            return await _inflate!.ReadAsync(destination, ct);
        }
        catch (InvalidDataException e)
        {
            throw fault($"The compressed data are damaged ({e.Message})", CutOff);
        }
    }

    private async ValueTask EndAsync(CancellationToken ct)
    {
        var (member, trailer) = (_member!, new byte[8]);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), _length);
        await _inflate!.DisposeAsync();
        (_inflate, _member) = (null, null);
        if (member.Exhausted)
            throw fault("The compressed data stop before their end: the file was cut off.", CutOff);
        await source.PeekAsync(trailer.Length, ct);
        var at = source.Window(member.LastCount).IndexOf(trailer);
        if (at < 0)
            throw fault("The checksum at the end of the compressed data is absent or wrong: the file was cut off or damaged.", CutOff);
        source.Rewind(member.LastCount);
        source.Advance(at + trailer.Length);
        await SkipPaddingAsync(ct);
    }

    private async ValueTask SkipPaddingAsync(CancellationToken ct)
    {
        do
        {
            await source.PeekAsync(1, ct);
            var zeros = source.Available.IndexOfAnyExcept((byte)0);
            source.Advance(zeros < 0 ? source.Available.Length : zeros);
        }
        while (source.Available.Length == 0 && !source.Ended);
    }

    private const string CutOff = "Fetch the file again and compare its size or digest with its source.";
}
