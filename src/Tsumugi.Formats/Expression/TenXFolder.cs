using System.Text;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Expression;

/// <summary>A folder of 10x: <c>matrix.mtx</c>, <c>features.tsv</c> (before Cell Ranger 3 <c>genes.tsv</c>) and <c>barcodes.tsv</c>, each also as .gz.</summary>
internal static class TenXFolder
{
    private const int MostNames = 1 << 26;

    public static ExpressionMatrix Open(string folder, ExpressionOptions options)
    {
        var barcodes = Find(folder, "barcodes.tsv");
        var features = Find(folder, "features.tsv", "genes.tsv");
        var genes = Rows(features).Select(row => new ExpressionGene(row[0], row.Length > 1 ? row[1] : row[0], row.Length > 2 ? row[2] : null)).ToList();
        var cells = CellTable.Named(Path.GetFileName(folder), [.. Rows(barcodes).Select(row => row[0])]);
        var matrix = new MatrixMarket(Find(folder, "matrix.mtx"), genes.Count, cells.Count);
        return new(genes, cells, new TransposedCells(matrix, options), null);
    }

    private static string Find(string folder, params string[] names)
    {
        foreach (var path in names.SelectMany(name => (string[])[Path.Combine(folder, name), Path.Combine(folder, name + ".gz")]))
        {
            if (File.Exists(path))
                return path;
        }

        throw ExpressionFault.At(Path.GetFileName(folder), names[0], "The folder has no such file, plain or .gz.", "A folder of 10x has matrix.mtx, features.tsv (or genes.tsv) and barcodes.tsv.");
    }

    private static IEnumerable<string[]> Rows(string path)
    {
        using var text = new StreamReader(GunzippedStream.OpenFile(path), Encoding.UTF8);
        for (var line = 1; text.ReadLine() is { } row; line++)
        {
            if (line > MostNames)
                throw ExpressionFault.At(Path.GetFileName(path), "names", $"There are more than {MostNames} lines.", "Check that it is the list of names.", line);
            yield return row.Split('\t');
        }
    }
}
