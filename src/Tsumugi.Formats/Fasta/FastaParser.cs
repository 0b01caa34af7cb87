using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Fasta;

/// <summary>Takes FASTA records from lines: those of a file, or of the end of a GFF3 file.</summary>
internal sealed class FastaParser(TextLines lines, FastaOptions options) : IDisposable
{
    private const string Remedy = "Give FASTA: a line with '>' and a name, then lines of letters.";

    // Two records in turn: the header of the next is read before the end of the present is known.
    private FastaRecord _open = new();
    private FastaRecord _next = new();
    private bool _isOpen;
    private bool _hasNext;
    private bool _comment;
    private long _column;

    public async ValueTask<FastaRecord?> ReadAsync(CancellationToken ct)
    {
        if (_hasNext)
            (_open, _next, _hasNext) = (_next, _open, false);
        else
            _isOpen = false;
        do
        {
            if (TryComplete())
                return _open;
        }
        while (await lines.FillAsync(ct));
        return _isOpen ? _open : null;
    }

    public void Dispose()
    {
        _open.Release();
        _next.Release();
    }

    private bool TryComplete()
    {
        if (_isOpen && !_comment)
            TakeRows();
        while (TryTake(out var piece, out var begins))
        {
            if (begins)
                (_column, _comment) = (0, piece is [(byte)';', ..]);
            if (begins && piece is [(byte)'>', ..])
            {
                Begin(_isOpen ? _next : _open, piece[1..]);
                if (_hasNext = _isOpen)
                    return true;
                _isOpen = true;
                TakeRows();
            }
            else if (!_comment)
            {
                Append(piece);
            }
        }
        return false;
    }

    private bool TryTake(out ReadOnlySpan<byte> piece, out bool begins)
    {
        if (_isOpen)
            return lines.TryTakePiece((byte)'>', out piece, out begins);
        begins = true;
        return lines.TryTake(out piece);
    }

    // Nearly all of a file passes here; what it leaves is looked at piece by piece.
    private void TakeRows() => lines.TakeLetters(_open.Letters, options.MaxRecordLetters - _open.Letters.Length);

    private void Begin(FastaRecord record, ReadOnlySpan<byte> header)
    {
        header = header.TrimEnd(" \t"u8);
        if (HeaderWords.Problem(header) is { } problem)
            throw lines.Site.Fault("header", problem, Remedy);
        record.Line = lines.Site.Line;
        record.HeaderText.Clear();
        record.HeaderText.Append(header);
        record.Letters.Clear();
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        if (!_isOpen)
        {
            if (piece.Trim(" \t"u8).IsEmpty)
                return;
            throw lines.Site.Fault("header", $"This is not FASTA: it looks like {FileKind.Of(piece)}.", Remedy);
        }
        if (piece.Length > options.MaxRecordLetters - _open.Letters.Length)
            throw lines.Site.Fault("sequence", $"Record {_open.Name} has more than {options.MaxRecordLetters} letters.", "Split the record or raise MaxRecordLetters.");
        var strange = LetterRow.Append(piece, _open.Letters);
        if (strange >= 0)
            throw lines.Site.Fault("sequence", $"{LetterRow.Shown(piece[strange])} is no letter of a sequence (column {_column + strange + 1}, record {_open.Name}).",
                piece[strange] == '>' ? "Write a line end before '>'." : "Write N or X where a letter is unknown, or fetch the file again.");
        _column += piece.Length;
    }
}
