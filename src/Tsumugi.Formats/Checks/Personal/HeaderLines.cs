using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>The lines of a text header; a line longer than any header stops the check.</summary>
internal sealed class HeaderLines(Stream stream, Place place) : IDisposable
{
    /// <summary>Room for the names of a million samples.</summary>
    private const int MaxLine = 64 << 20;

    private readonly LineBuffer _lines = new((memory, _) => new(stream.Read(memory.Span)), MaxLine);

    /// <summary>1-based number of the last line.</summary>
    public long Line => _lines.Line;

    /// <summary>False at the end. The line is valid until the next call.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        while (!_lines.TryTake(out line))
        {
            if (_lines.TooLong)
                throw new CheckStopException(PersonalRules.Header.At(place.AtLine(Line + 1)));
            // Completes at once: the stream beneath does not wait.
            if (!_lines.FillAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
                return false;
        }
        return true;
    }

    public void Dispose() => _lines.Dispose();
}
