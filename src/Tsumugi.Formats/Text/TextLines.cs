namespace Tsumugi.Formats.Text;

/// <summary>The lines of a file that may be gzip, within caps, with the place for errors: what every reader of lines stands on.</summary>
/// <remarks>Fill, then take until there is none, then fill again.</remarks>
internal sealed class TextLines : IDisposable
{
    private readonly TextLimits _limits;
    private readonly TextInput _input;
    private readonly LineBuffer _lines;
    private bool _disposed;
    private bool _within;

    /// <param name="source">Stays open.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    public TextLines(Stream source, string fileName, TextLimits limits, IProgress<long>? bytesRead = null)
    {
        limits.Validate();
        _limits = limits;
        Site = new(fileName);
        _input = new(source, Site, limits, bytesRead);
        _lines = new(_input.ReadAsync, limits.MaxLineLength);
    }

    public FaultSite Site { get; }

    /// <summary>False when the input has ended and every line is taken.</summary>
    public ValueTask<bool> FillAsync(CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _lines.FillAsync(ct);
    }

    /// <summary>Takes a line without its end (LF or CRLF). It is valid until the next fill.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var taken = TryTakeRow(out var row);
        line = row.Span;
        return taken;
    }

    /// <summary>Takes a line as memory that may be kept until the next fill.</summary>
    public bool TryTakeRow(out ReadOnlyMemory<byte> row)
    {
        var taken = _lines.TryTakeRow(out row);
        Site.Line = _lines.Line;
        if (taken ? row.Length > _limits.MaxLineLength : _lines.TooLong)
            throw TooLong(taken ? _lines.Line : _lines.Line + 1);
        return taken;
    }

    /// <summary>Takes a line, or what there is of one whose end is not here yet: lines of any length pass through a small buffer.</summary>
    /// <param name="whole">Lines that begin with this byte are taken whole, within the cap on lines.</param>
    /// <param name="begins">The piece begins its line.</param>
    public bool TryTakePiece(byte whole, out ReadOnlySpan<byte> piece, out bool begins)
    {
        begins = !_within;
        var ended = _lines.TryTakeRow(out var row);
        if (!ended && (_within || _lines.Available is [var first, ..] && first != whole))
            row = _lines.TakePart();
        _within = !ended && (_within || !row.IsEmpty);
        Site.Line = _lines.Line + (_within ? 1 : 0);
        piece = row.Span;
        if (ended ? begins && piece.Length > _limits.MaxLineLength && piece[0] == whole : _lines.TooLong)
            throw TooLong(ended ? _lines.Line : _lines.Line + 1);
        return ended || piece.Length > 0;
    }

    /// <summary>Takes whole lines that consist of letters only, many at a step.</summary>
    /// <param name="most">Letters to take at most.</param>
    public void TakeLetters(ByteArena letters, int most)
    {
        var bytes = _lines.Available;
        var (taken, count) = (0, 0);
        while (bytes.IndexOfAnyExcept(LetterRow.Letters) is > 0 and var end && end <= most)
        {
            var next = bytes[end] == '\n' ? end + 1 : bytes[end..].StartsWith("\r\n"u8) ? end + 2 : 0;
            if (next == 0)
                break;
            letters.Append(bytes[..end]);
            bytes = bytes[next..];
            (most, taken, count) = (most - end, taken + next, count + 1);
        }
        if (count == 0)
            return;
        _lines.Skip(taken, count);
        _within = false;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _input.Dispose();
        _lines.Dispose();
    }

    private InvalidFileException TooLong(long line) => Site.FaultAt(line, "line",
        $"The line is longer than {_limits.MaxLineLength} bytes.", "Check that this is a file of the format, or raise MaxLineLength.");
}
