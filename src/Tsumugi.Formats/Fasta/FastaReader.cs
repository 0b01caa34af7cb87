using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fasta;

/// <summary>Reads the records of a FASTA file, plain or gzip, one after the other.</summary>
/// <remarks>Memory is bounded by the largest record, whatever the length of its lines.</remarks>
public sealed class FastaReader : IDisposable
{
    private readonly TextLines _lines;
    private readonly FastaParser _parser;
    private bool _any;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public FastaReader(Stream source, string fileName, FastaOptions options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _lines = new(source, fileName, options.Text, bytesRead);
        _parser = new(_lines, options);
    }

    public FastaReader(Stream source, string fileName) : this(source, fileName, FastaOptions.Default) { }

    /// <summary>The next record, valid until the next call; null at the end of the file.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<FastaRecord?> ReadAsync(CancellationToken ct = default)
    {
        var record = await _parser.ReadAsync(ct);
        if (record is null && !_any)
            throw _lines.Site.Fault("header", _lines.Site.Line > 0 ? "The file has no record." : "The file is empty.", "Give FASTA: it begins with '>' and a name.");
        _any = true;
        return record;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _parser.Dispose();
    }
}
