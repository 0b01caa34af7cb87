using System.Buffers;
using System.Text;

namespace Tsumugi.Formats.Tables;

/// <summary>Reads records one after the other and knows at which byte each begins.</summary>
internal sealed class DelimitedRecords(string name, Stream text, bool seeks, char delimiter)
{
    private const int MostRecordBytes = 4 << 20;

    private readonly byte[] _block = new byte[1 << 16];
    private readonly ArrayBufferWriter<byte> _record = new();
    private int _at;
    private int _filled;

    /// <summary>Byte of the text at which the next record begins.</summary>
    public long Position { get; private set; }

    /// <returns>Null at the end.</returns>
    /// <exception cref="InvalidFileException">A record is longer than the cap, or a quotation is not closed.</exception>
    public async ValueTask<IReadOnlyList<string>?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var (first, bytes) = (Position == 0, await LineAsync(ct));
            if (bytes is null)
                return null;
            var line = Encoding.UTF8.GetString(bytes.Value.Span);
            if (first)
                line = line.TrimStart('\uFEFF');
            if (line.Length > 0)
                return Split(line);
        }
    }

    public async ValueTask<bool> AtEndAsync(CancellationToken ct) => !await FillAsync(ct);

    public async ValueTask GoToAsync(long position, CancellationToken ct)
    {
        if (seeks)
        {
            (text.Position, Position, _at, _filled) = (position, position, 0, 0);
            return;
        }

        while (Position < position && await FillAsync(ct))
        {
            var skipped = (int)Math.Min(_filled - _at, position - Position);
            (_at, Position) = (_at + skipped, Position + skipped);
        }
    }

    /// <summary>Up to a line's end that stands outside of quotation marks.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> LineAsync(CancellationToken ct)
    {
        _record.ResetWrittenCount();
        var quoted = false;
        while (await FillAsync(ct))
        {
            var start = _at;
            while (_at < _filled)
            {
                var b = _block[_at++];
                if (b == '"')
                    quoted = !quoted;
                if (b != '\n' || quoted)
                    continue;
                Take(start);
                return Trimmed();
            }

            Take(start);
            if (_record.WrittenCount > MostRecordBytes)
                throw TableFault.At(name, $"byte {Position - _record.WrittenCount}", $"A record is longer than {MostRecordBytes} bytes, or a quotation mark is not closed.");
        }

        // A bare null would become empty memory, which is a blank line.
        return _record.WrittenCount == 0 ? default(ReadOnlyMemory<byte>?) : Trimmed();
    }

    private void Take(int start)
    {
        _record.Write(_block.AsSpan(start, _at - start));
        Position += _at - start;
    }

    private ReadOnlyMemory<byte> Trimmed()
    {
        var length = _record.WrittenCount;
        var bytes = _record.WrittenSpan;
        while (length > 0 && bytes[length - 1] is (byte)'\n' or (byte)'\r')
            length--;
        return _record.WrittenMemory[..length];
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_at < _filled)
            return true;
        try
        {
            (_at, _filled) = (0, await text.ReadAsync(_block, ct));
        }
        catch (InvalidDataException error)
        {
            throw TableFault.At(name, "gzip", $"The compressed data are damaged ({error.Message})", cause: error);
        }

        return _filled > 0;
    }

    private List<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
