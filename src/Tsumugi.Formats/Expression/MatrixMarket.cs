using System.Buffers.Text;
using System.Text;
using Tsumugi.Formats.Gzip;
using Tsumugi.Formats.Text;

namespace Tsumugi.Formats.Expression;

/// <summary>Entries of a Matrix Market file (NIST) of genes × cells: after the header, lines of gene, cell (both from 1) and value.</summary>
internal sealed class MatrixMarket(string path, int genes, long cells) : IEntrySource
{
    private const int SlabEntries = 1 << 16;
    private const int MostLine = 1 << 16;
    private const string Layout = "A line has gene, cell and value, counted from 1.";

    private readonly string _file = Path.GetFileName(path);

    public string Field => "matrix.mtx";

    public IEnumerable<EntrySlab> Read(CancellationToken ct)
    {
        using var stream = GunzippedStream.OpenFile(path);
        // Completes at once, as its stream does.
        using var lines = new LineBuffer((room, _) => new(stream.Read(room.Span)), MostLine);
        var head = new Head(_file);
        var slab = new EntrySlab(SlabEntries);
        var entries = 0L;
        while (lines.FillAsync(ct).AsTask().GetAwaiter().GetResult())
        {
            ct.ThrowIfCancellationRequested();
            while (true)
            {
                if (!Take(lines, head, slab))
                    break;
                if (slab.Count < SlabEntries)
                    continue;
                entries += slab.Count;
                yield return slab;
                slab.Count = 0;
            }

            if (lines.TooLong)
                throw Fault(lines.Line + 1, "line", $"It is longer than {MostLine} bytes.");
        }

        entries += slab.Count;
        if (!head.Complete || entries != head.Entries)
            throw Fault(lines.Line, "entries", $"There are {entries} entries, where the header says {head.Entries}: the file was cut off.");
        yield return slab;
    }

    /// <returns>False when no whole line is left.</returns>
    private bool Take(LineBuffer lines, Head head, EntrySlab slab)
    {
        if (!lines.TryTake(out var line))
            return false;
        if (!head.Complete)
        {
            head.See(line, lines.Line, genes, cells);
            return true;
        }

        if (line.IsEmpty)
            return true;
        var (gene, cell, value) = (0, 0, 1f);
        if (!TryNumber(ref line, out gene) || !TryNumber(ref line, out cell) || (!head.Pattern && !TryValue(ref line, out value)) || !line.Trim((byte)' ').IsEmpty)
            throw Fault(lines.Line, "entry", "It is no entry.");
        if (gene < 1 || gene > genes || cell < 1 || cell > cells)
            throw Fault(lines.Line, "entry", $"Gene {gene} and cell {cell} are outside of {genes} × {cells}.");
        (slab.Genes[slab.Count], slab.Cells[slab.Count], slab.Values[slab.Count]) = (gene - 1, cell - 1, value);
        slab.Count++;
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> line, out int number)
    {
        line = line.TrimStart(" \t"u8);
        var read = Utf8Parser.TryParse(line, out number, out var length);
        line = line[length..];
        return read;
    }

    private static bool TryValue(ref ReadOnlySpan<byte> line, out float value)
    {
        line = line.TrimStart(" \t"u8);
        var read = Utf8Parser.TryParse(line, out value, out var length);
        line = line[length..];
        return read;
    }

    private InvalidFileException Fault(long line, string field, string problem) => ExpressionFault.At(_file, field, problem, Layout, line);

    /// <summary>The banner, comments and the line of sizes.</summary>
    private sealed class Head(string file)
    {
        private bool _banner;

        public bool Complete { get; private set; }

        public bool Pattern { get; private set; }

        public long Entries { get; private set; }

        public void See(ReadOnlySpan<byte> line, long number, int genes, long cells)
        {
            var text = Encoding.ASCII.GetString(line);
            if (!_banner)
            {
                var words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is not ["%%matrixmarket", "matrix", "coordinate", "integer" or "real" or "pattern", "general"])
                    throw ExpressionFault.At(file, "banner", $"'{(text.Length > 80 ? text[..80] : text)}' is not '%%MatrixMarket matrix coordinate integer general', nor real or pattern.", ExpressionFault.WriteAgain, number);
                (_banner, Pattern) = (true, words[3] == "pattern");
                return;
            }

            if (text.Length == 0 || text[0] == '%')
                return;
            var sizes = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => long.TryParse(word, out var size) ? size : -1).ToArray();
            if (sizes is not [var rows, var columns, >= 0 and var entries] || rows != genes || columns != cells)
                throw ExpressionFault.At(file, "sizes", $"The line of sizes is '{text}', beside {genes} genes and {cells} barcodes.", "Genes are rows and barcodes are columns; take the three files of one run.", number);
            (Complete, Entries) = (true, entries);
        }
    }
}
