using System.IO.Compression;

namespace Tsumugi.Bench.Suites;

/// <summary>FLIP's proteins with the secondary structure of each residue (Dallago et al. 2021; structures of NetSurfP-2.0, test set NEW364).</summary>
/// <param name="States">H helix, E strand, C coil, as long as the sequence.</param>
/// <param name="Resolved">Whether the structure shows the residue; others do not count.</param>
internal sealed record StructuredProtein(string Sequence, string States, bool[] Resolved, string Part)
{
    public const string Training = "training", Validation = "validation", Test = "test";

    public static IReadOnlyList<StructuredProtein> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var (sequences, masks) = (Records(zip, "sequences").ToDictionary(), Records(zip, "mask").ToDictionary());
        return [.. Records(zip, "sampled").Select(record =>
        {
            var words = record.Key.Split(' ');
            var part = words.Contains("SET=test") ? Test : words.Contains("VALIDATION=True") ? Validation : Training;
            return new StructuredProtein(sequences[words[0]], record.Value, [.. masks[words[0]].Select(letter => letter == '1')], part);
        })];
    }

    private static IEnumerable<KeyValuePair<string, string>> Records(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry($"splits/{name}.fasta")!.Open());
        while (reader.ReadLine() is { } header)
            yield return new(header[1..], reader.ReadLine()!);
    }
}
