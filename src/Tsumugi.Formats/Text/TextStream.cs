namespace Tsumugi.Formats.Text;

/// <summary>The text of a file that may be gzip, as a stream; unlike the runtime's own it notices a file that was cut off.</summary>
internal sealed class TextStream(Stream source, string fileName, TextLimits limits) : AwaitedStream
{
    private readonly TextInput _input = new(source, new(fileName), limits, null);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _input.Dispose();
        base.Dispose(disposing);
    }
}
