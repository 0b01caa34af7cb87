using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fastq;

/// <summary>Reads the reads of a FASTQ file (Phred+33), plain or gzip, one after the other.</summary>
/// <remarks>Memory is bounded by the longest read.</remarks>
public sealed class FastqReader : IDisposable
{
    private readonly TextLines _lines;
    private readonly FastqRecord _record = new();
    private readonly FastqParser _parser;
    private bool _disposed;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public FastqReader(Stream source, string fileName, FastqOptions options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _lines = new(source, fileName, options.Text, bytesRead);
        _parser = new(_record, _lines.Site, options);
    }

    public FastqReader(Stream source, string fileName) : this(source, fileName, FastqOptions.Default) { }

    /// <summary>The next read, valid until the next call; null at the end of the file.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<FastqRecord?> ReadAsync(CancellationToken ct = default)
    {
        do
        {
            while (_lines.TryTake(out var line))
            {
                if (_parser.Accept(line))
                    return _record;
            }
        }
        while (await _lines.FillAsync(ct));
        return _parser.End() ? _record : null;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _lines.Dispose();
        _record.Release();
    }
}
