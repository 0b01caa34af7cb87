using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>The content of a gzip file read forwards, for readers that do not wait; a cut end and damage are errors.</summary>
internal sealed class GunzippedStream(Stream stored, string file) : ForwardStream
{
    private readonly GzipReader _reader = new(new ByteSource(stored, null),
        (problem, remedy) => new(new() { File = file, Field = "gzip", Problem = problem, Remedy = remedy }));

    private readonly byte[] _buffer = new byte[64 << 10];

    /// <summary>A file's content, whether it is compressed (told by its name) or not.</summary>
    public static Stream OpenFile(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GunzippedStream(file, Path.GetFileName(path)) : file;
    }

    public override int Read(Span<byte> buffer)
    {
        // To the reader beneath, nothing read is the end of a member.
        if (buffer.IsEmpty)
            return 0;
        // Completes at once: the file beneath is read from memory or blocks.
        var count = _reader.ReadAsync(_buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length)), default).AsTask().GetAwaiter().GetResult();
        _buffer.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _reader.Dispose();
        stored.Dispose();
        base.Dispose(disposing);
    }
}
