using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Encoders.Parameters;

/// <summary>Fills a contiguous tensor on the CPU with the bytes of its elements.</summary>
internal sealed class ElementStream(Tensor tensor) : Stream
{
    private readonly Tensor _elements = tensor.flatten();
    private readonly int _size = (int)tensor.ElementSize;
    private long _at;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _elements.shape[0] * _size;

    public override long Position
    {
        get => _at;
        set => throw new NotSupportedException();
    }

    /// <param name="buffer">Whole elements.</param>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length % _size, 0, nameof(buffer));

        // A span reaches over 2 GB at most; a tensor may be larger, so each write looks at its own part.
        using var part = _elements.narrow(0, _at / _size, buffer.Length / _size);
        buffer.CopyTo(part.bytes);
        _at += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _elements.Dispose();
        base.Dispose(disposing);
    }
}
