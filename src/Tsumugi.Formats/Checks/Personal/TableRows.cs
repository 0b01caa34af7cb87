using System.Buffers;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Cells of a table (RFC 4180, any separator), one after the other, over one buffer.</summary>
internal sealed class TableRows(TextReader reader, char separator)
{
    /// <summary>Of a longer cell only the beginning is kept.</summary>
    private const int MaxCell = 1_000;

    private readonly char[] _chunk = new char[16 << 10];
    private readonly ArrayBufferWriter<char> _cell = new();
    private int _next;
    private int _end;

    /// <summary>Characters taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Characters of the present row, line feeds within quotes included.</summary>
    public long RowLength { get; private set; }

    /// <summary>Gives the next cell; null at the end of the table.</summary>
    /// <param name="endsRow">The cell is the last of its row.</param>
    public ReadOnlyMemory<char>? Next(long maxRow, out bool endsRow)
    {
        _cell.ResetWrittenCount();
        var (quoted, any) = (false, false);
        endsRow = true;
        for (var c = Take(); c >= 0; c = Take())
        {
            any = true;
            if (++RowLength > maxRow)
                return _cell.WrittenMemory;
            if (c == '"')
                quoted = !quoted;
            else if (quoted || c != separator && c is not ('\n' or '\r'))
                Keep((char)c);
            else if (c != '\r')
                return End(endsRow = c == '\n');
        }
        return any ? End(true) : null;
    }

    private ReadOnlyMemory<char> End(bool row)
    {
        if (row)
            RowLength = 0;
        return _cell.WrittenMemory;
    }

    private void Keep(char c)
    {
        if (_cell.WrittenCount < MaxCell)
        {
            _cell.GetSpan(1)[0] = c;
            _cell.Advance(1);
        }
    }

    private int Take()
    {
        if (_next == _end)
        {
            (_next, _end) = (0, reader.Read(_chunk, 0, _chunk.Length));
            if (_end <= 0)
                return -1;
        }
        Taken++;
        return _chunk[_next++];
    }
}
