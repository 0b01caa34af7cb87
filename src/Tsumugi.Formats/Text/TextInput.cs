using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Text;

/// <summary>The uncompressed bytes of a file that may be gzip, without a byte order mark, within the caps on their number.</summary>
internal sealed class TextInput(Stream stream, FaultSite site, TextLimits limits, IProgress<long>? progress) : IDisposable
{
    private readonly ByteSource _source = new(stream, progress);
    private GzipReader? _gzip;
    private bool _begun;
    private long _total;

    /// <summary>Reads some bytes, 0 only at the end, into room for a few at least.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        if (_begun)
            return await NextAsync(destination, ct);
        await BeginAsync(ct);
        var count = 0;
        while (count <= ByteOrderMark.Length && await NextAsync(destination[count..], ct) is > 0 and var more)
            count += more;
        if (!destination.Span[..count].StartsWith(ByteOrderMark))
            return count;
        destination.Span[ByteOrderMark.Length..count].CopyTo(destination.Span);
        return count - ByteOrderMark.Length;
    }

    public void Dispose() => _gzip?.Dispose();

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private async ValueTask BeginAsync(CancellationToken ct)
    {
        _begun = true;
        await _source.PeekAsync(2, ct);
        if (GzipHeader.Begins(_source.Available))
            _gzip = new(_source, (problem, remedy) => site.Fault("gzip", problem, remedy));
    }

    private async ValueTask<int> NextAsync(Memory<byte> destination, CancellationToken ct)
    {
        var count = _gzip is null ? await _source.ReadAsync(destination, ct) : await _gzip.ReadAsync(destination, ct);
        _total += count;
        if (_total > limits.MaxBytes)
            throw site.Fault("file", $"The file has more than {limits.MaxBytes} bytes uncompressed.", "Split the file or raise MaxBytes.");
        if (_gzip is not null && _total > limits.ExpansionAllowance && _total / limits.MaxExpansion > _source.Total)
            throw site.Fault("gzip", $"{_source.Total} compressed bytes expand to more than {_total}: this is no ordinary file.",
                "If the file is sound, uncompress it first or raise MaxExpansion.");
        return count;
    }
}
