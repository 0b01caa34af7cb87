using Tsumugi.Formats.Gzip;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.GenBank;

/// <summary>The uncompressed bytes of a file that may be gzip, within the caps on their number.</summary>
internal sealed class GenBankInput(Stream stream, FaultSite site, GenBankOptions options, IProgress<long>? progress) : IDisposable
{
    private readonly ByteSource _source = new(stream, progress);
    private GzipReader? _gzip;
    private bool _begun;
    private long _total;

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        if (!_begun)
            await BeginAsync(ct);
        var count = _gzip is null ? await _source.ReadAsync(destination, ct) : await _gzip.ReadAsync(destination, ct);
        _total += count;
        if (_total > options.MaxBytes)
            throw site.Fault("file", $"The file has more than {options.MaxBytes} bytes uncompressed.", "Split the file or raise MaxBytes.");
        if (_gzip is not null && _total > options.ExpansionAllowance && _total / options.MaxExpansion > _source.Total)
            throw site.Fault("gzip", $"{_source.Total} compressed bytes expand to more than {_total}: this is no ordinary file.",
                "If the file is sound, uncompress it first or raise MaxExpansion.");
        return count;
    }

    public void Dispose() => _gzip?.Dispose();

    private async ValueTask BeginAsync(CancellationToken ct)
    {
        _begun = true;
        await _source.PeekAsync(2, ct);
        if (GzipHeader.Begins(_source.Available))
            _gzip = new(_source, (problem, remedy) => site.Fault("gzip", problem, remedy));
    }
}
