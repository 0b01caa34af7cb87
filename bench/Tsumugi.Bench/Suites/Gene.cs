using System.IO.Compression;

namespace Tsumugi.Bench.Suites;

/// <summary>A protein-coding gene of E. coli K-12 in three views; the text is its product and the names of its GO terms.</summary>
internal sealed record Gene(string LocusTag, string Dna, string Protein, string Text)
{
    /// <param name="name">dna, protein or text.</param>
    public string View(string name) => name switch
    {
        "dna" => Dna,
        "protein" => Protein,
        _ => Text,
    };

    /// <param name="path">Tab-separated, gzip; columns by name in the first line.</param>
    public static IReadOnlyList<Gene> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split('\t').Index().ToDictionary(column => column.Item, column => column.Index);
        var genes = new List<Gene>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            string Field(string name) => fields[columns[name]];
            var words = new[] { Field("product"), Field("go_mf"), Field("go_bp"), Field("go_cc") }.Where(text => text.Length > 0);
            genes.Add(new(Field("locus_tag"), Field("cds_dna"), Field("protein"), string.Join("; ", words)));
        }

        return genes;
    }
}
