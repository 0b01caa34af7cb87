using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>Reads the records of a GenBank flat file, plain or gzip, one after the other.</summary>
/// <remarks>Memory is bounded by the largest record. Lines are spans over one buffer; text becomes strings only for
/// the few fields of the header.</remarks>
public sealed class GenBankReader : IDisposable
{
    private readonly TextLines _lines;
    private readonly GenBankRecord _record = new();
    private readonly RecordParser _parser;
    private bool _disposed;

    /// <param name="source">Stays open.</param>
    /// <param name="fileName">For errors.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public GenBankReader(Stream source, string fileName, GenBankOptions options, IProgress<long>? bytesRead = null)
    {
        options.Validate();
        _lines = new(source, fileName, options.Text, bytesRead);
        _parser = new(_record, _lines.Site, options);
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
        _lines.Dispose();
        _record.Features.Text.Release();
        _record.Bases.Release();
    }

    private bool TryComplete()
    {
        while (_lines.TryTake(out var line))
        {
            if (_parser.Accept(line))
                return true;
        }
        return false;
    }
}
