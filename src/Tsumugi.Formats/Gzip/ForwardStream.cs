using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Gzip;

/// <summary>A stream that is read forwards only. Its asynchronous read does not wait either, so that readers written for
/// waiting can be used without.</summary>
internal abstract class ForwardStream : OneWayStream
{
    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));
}
