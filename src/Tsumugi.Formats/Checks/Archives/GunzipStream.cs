using Tsumugi.Formats.Gzip;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The content of gzip or bgzip, member after member; damage and a cut end stop the check.</summary>
internal sealed class GunzipStream(ForwardStream stored, Place place, CancellationToken ct) : ForwardStream
{
    private readonly GzipReader _reader = new(new ByteSource(stored, null),
        (problem, _) => new(new() { File = place.ToString(), Field = "gzip", Problem = problem, Remedy = "" }));

    private readonly byte[] _buffer = new byte[64 << 10];

    public override int Read(Span<byte> buffer)
    {
        ct.ThrowIfCancellationRequested();
        // To the reader beneath, nothing read is the end of a member.
        if (buffer.IsEmpty)
            return 0;
        var bytes = _buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length));
        try
        {
            // Completes at once: no stream beneath waits.
            var count = _reader.ReadAsync(bytes, ct).AsTask().GetAwaiter().GetResult();
            bytes.Span[..count].CopyTo(buffer);
            return count;
        }
        catch (InvalidFileException e)
        {
            throw new CheckStopException(ArchiveRules.Gzip.At(place.At("gzip"), e.Fault.Problem));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _reader.Dispose();
        base.Dispose(disposing);
    }
}
