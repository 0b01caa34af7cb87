using System.Runtime.CompilerServices;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Gff3;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Features of GFF3 files of one type: their bases, or what an attribute says, with attributes as columns. The bases come from the files' own FASTA section, or from FASTA files beside them.</summary>
internal sealed class Gff3Rows : IRowSource
{
    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        var isAttribute = recipe.Column.Length > 0;
        var circular = new HashSet<string>(StringComparer.Ordinal);
        var beside = new Landmarks<SplicedFeature>();
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new Gff3Reader(file, path);
            var splicing = new FeatureSplicing(path, recipe.FeatureType, recipe.JoinBy, isAttribute ? [.. columns, recipe.Column] : columns, recipe.Without);
            var features = await splicing.ReadAsync(reader, stop);
            if (isAttribute)
            {
                foreach (var feature in features)
                    yield return Row(Place(path, feature), feature.Kept[^1], [.. feature.Kept.SkipLast(1)]);
                continue;
            }

            var own = recipe.Sequences.Length > 0 ? beside : new();
            foreach (var feature in features)
            {
                own.Add(feature.SequenceId, feature, Place(path, feature));
                if (splicing.IsCircular(feature.SequenceId))
                    circular.Add(feature.SequenceId);
            }

            if (recipe.Sequences.Length > 0)
                continue;
            while (await reader.ReadSequenceAsync(stop) is { } record)
            {
                foreach (var row in On(record, $"{path}, line {record.Line}", own, circular))
                    yield return row;
            }

            own.RequireAllTaken($"the FASTA section of {path} (name FASTA files as 'sequences' where they lie apart)");
        }

        if (recipe.Sequences.Length == 0 || isAttribute)
            yield break;
        await foreach (var (place, record) in Landmarks<SplicedFeature>.SequencesAsync(files, recipe, stop))
        {
            foreach (var row in On(record, place, beside, circular))
                yield return row;
        }

        beside.RequireAllTaken(recipe.Sequences);
    }

    private static List<DataRow> On(FastaRecord record, string place, Landmarks<SplicedFeature> features, HashSet<string> circular)
    {
        var rows = new List<DataRow>();
        foreach (var (feature, where) in features.Take(record.Name, place))
            rows.Add(Row(where, feature.Bases(record.Sequence, circular.Contains(record.Name)), [.. feature.Kept]));
        return rows;
    }

    private static DataRow Row(string place, string? item, string?[] cells) =>
        string.IsNullOrEmpty(item) ? new(place, "", DataUse.Neither, cells) : new(place, item, default, cells);

    private static string Place(string path, SplicedFeature feature) => $"{path}, line {feature.Line} ({feature.SequenceId}:{feature.First}-{feature.Last})";
}
