using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Reads the records of a GenBank flat file, plain or gzip, one after the other.</summary>
/// <remarks>Memory is bounded by the largest record. Lines are spans over one buffer; text becomes strings only for
/// the few fields of the header.</remarks>
public sealed class GenBankReader : IDisposable
{
    private readonly GenBankOptions _options;
    private readonly FaultSite _site;
    private readonly GenBankInput _input;
    private readonly LineBuffer _lines;
    private readonly GenBankRecord _record = new();
    private readonly RecordParser _parser;
    private bool _disposed;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public GenBankReader(Stream source, string fileName, GenBankOptions options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _options = options;
        _site = new(fileName);
        _input = new(source, _site, options, bytesRead);
        _lines = new(_input.ReadAsync, options.MaxLineLength);
        _parser = new(_record, _site, options);
    }

    public GenBankReader(Stream source, string fileName) : this(source, fileName, GenBankOptions.Default) { }

    /// <summary>The next record, valid until the next call; null at the end of the file.</summary>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public async ValueTask<GenBankRecord?> ReadAsync(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        do
        {
            if (TryComplete())
                return _record;
        }
        while (await _lines.FillAsync(ct));
        _parser.End();
        return null;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _input.Dispose();
        _lines.Dispose();
        _record.Features.Text.Release();
        _record.Bases.Release();
    }

    private bool TryComplete()
    {
        while (_lines.TryTake(out var line))
        {
            _site.Line = _lines.Line;
            if (line.Length > _options.MaxLineLength)
                throw TooLong();
            if (_parser.Accept(line))
                return true;
        }
        if (_lines.TooLong)
            throw TooLong();
        return false;
    }

    private InvalidFileException TooLong() => _site.FaultAt(_lines.Line + 1, "line",
        $"The line is longer than {_options.MaxLineLength} bytes; GenBank's own have 80.", "Check that this is a GenBank flat file, or raise MaxLineLength.");
}
