using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gff3;

/// <summary>Reads the features of a GFF3 file, plain or gzip, one after the other, then the sequences of its FASTA section.</summary>
/// <remarks>Source: Sequence Ontology, GFF3 specification 1.26. Memory is bounded by the longest line, the directives and the largest sequence.</remarks>
public sealed class Gff3Reader : IDisposable
{
    private readonly TextLines _lines;
    private readonly DirectiveLines _directives;
    private readonly FastaParser _fasta;
    private readonly Gff3Feature _feature = new();
    private bool _features = true;
    private long _block;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public Gff3Reader(Stream source, string fileName, Gff3Options options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _lines = new(source, fileName, options.Text, bytesRead);
        _directives = new(_lines.Site, options);
        _fasta = new(_lines, new() { Text = options.Text, MaxRecordLetters = options.MaxRecordLetters });
    }

    public Gff3Reader(Stream source, string fileName) : this(source, fileName, Gff3Options.Default) { }

    /// <summary>E.g. <c>3.1.26</c>; empty before the first line is read.</summary>
    public string Version => _directives.Version ?? "";

    /// <summary>The bounds of landmarks, as far as read.</summary>
    public IReadOnlyList<Gff3Region> Regions => _directives.Regions;

    /// <summary>All directives but ### and ##FASTA, as far as read.</summary>
    public IReadOnlyList<Gff3Directive> Directives => _directives.All;

    /// <summary>The next feature, valid until the next call; null at the end of the features.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<Gff3Feature?> ReadAsync(CancellationToken ct = default)
    {
        if (!_features)
            return null;
        do
        {
            if (TryComplete(out var feature))
                return feature;
        }
        while (await _lines.FillAsync(ct));
        _directives.RequireVersion(default);
        _features = false;
        return null;
    }

    /// <summary>The next sequence of the FASTA section, valid until the next call; null at its end or where there is none. Features that are not yet read are passed over.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<FastaRecord?> ReadSequenceAsync(CancellationToken ct = default)
    {
        while (_features)
            await ReadAsync(ct);
        return await _fasta.ReadAsync(ct);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _fasta.Dispose();
    }

    /// <returns>True at a feature, and with none at the end of the features.</returns>
    private bool TryComplete(out Gff3Feature? feature)
    {
        feature = null;
        while (_lines.TryTakeRow(out var row))
        {
            var line = row.Span.TrimEnd((byte)' ');
            if (line is [(byte)'#', ..])
            {
                if (!AcceptMark(line))
                    continue;
                return true;
            }
            if (line.Trim(" \t"u8).IsEmpty)
                continue;
            _directives.RequireVersion(line);
            FeatureRow.Read(row, feature = _feature, _lines.Site);
            feature.Block = _block;
            return true;
        }
        return false;
    }

    /// <param name="line">Begins with '#'.</param>
    /// <returns>True when the features end.</returns>
    private bool AcceptMark(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("##FASTA"u8))
        {
            _directives.RequireVersion(line);
            _features = false;
            return true;
        }
        if (line.SequenceEqual("###"u8))
            _block++;
        else if (line.StartsWith("##"u8) && !line.StartsWith("###"u8))
            _directives.Read(line);
        return false;
    }
}
