using System.Globalization;
using System.IO.Compression;

namespace Tsumugi.Bench.Suites;

/// <summary>Variants of protein G's domain B1 at four sites with their measured fitness (Wu et al. 2016), in a split of FLIP (Dallago et al. 2021).</summary>
/// <param name="Residues">Of the sites that vary, in their order.</param>
internal sealed record Gb1Variant(string Residues, float Fitness, bool Test, bool Validation)
{
    /// <param name="path">The zip file of all splits.</param>
    /// <param name="split">For example <c>three_vs_rest</c>.</param>
    public static IReadOnlyList<Gb1Variant> Read(string path, string split)
    {
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry($"splits/{split}.csv")!.Open());
        reader.ReadLine();
        List<string[]> rows = [];
        while (reader.ReadLine() is { } line)
            rows.Add(line.Split(','));
        int[] sites = [.. Enumerable.Range(0, rows[0][0].Length).Where(site => rows.Any(row => row[0][site] != rows[0][0][site]))];
        return [.. rows.Select(row => new Gb1Variant(
            string.Concat(sites.Select(site => row[0][site])), float.Parse(row[1], CultureInfo.InvariantCulture), row[2] == "test", row[3] == "True"))];
    }
}
