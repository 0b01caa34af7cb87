using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Vcf;

/// <summary>Reads the variants of a VCF 4 file, plain or gzip (bgzip's too), one after the other.</summary>
/// <remarks>Source: The Variant Call Format Specification, versions 4.1 to 4.5 (samtools/hts-specs). Memory is bounded by the header and the longest line.</remarks>
public sealed class VcfReader : IDisposable
{
    private readonly TextLines _lines;
    private readonly VcfRecord _record;
    private readonly HeaderLines _headerLines;
    private bool _begun;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public VcfReader(Stream source, string fileName, VcfOptions options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _lines = new(source, fileName, options.Text, bytesRead);
        var header = new VcfHeader();
        _record = new(header, _lines.Site, options);
        _headerLines = new(header, _lines.Site, options);
    }

    public VcfReader(Stream source, string fileName) : this(source, fileName, VcfOptions.Default) { }

    /// <summary>The header; it stays valid.</summary>
    /// <exception cref="InvalidFileException">The file is no VCF 4, or its header breaks the format or a cap.</exception>
    public async ValueTask<VcfHeader> ReadHeaderAsync(CancellationToken ct = default)
    {
        while (!_begun)
        {
            while (!_begun && _lines.TryTake(out var line))
                _begun = _headerLines.Accept(line);
            if (!_begun && !await _lines.FillAsync(ct))
                throw _headerLines.Ended();
        }
        return _record.Header;
    }

    /// <summary>The next variant, valid until the next call; null at the end of the file.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<VcfRecord?> ReadAsync(CancellationToken ct = default)
    {
        if (!_begun)
            await ReadHeaderAsync(ct);
        do
        {
            while (_lines.TryTakeRow(out var row))
            {
                if (row.IsEmpty)
                    continue;
                VariantRow.Read(row, _record);
                return _record;
            }
        }
        while (await _lines.FillAsync(ct));
        return null;
    }

    public void Dispose() => _lines.Dispose();
}
