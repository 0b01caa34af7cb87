using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Records of GenBank flat files, or their features of one key: the bases, or what a qualifier says, with qualifiers as columns.</summary>
internal sealed class GenBankRows : IRowSource
{
    /// <summary>What every record has; the other columns are qualifiers of its features.</summary>
    private static readonly Dictionary<string, Func<GenBankRecord, string>> OfRecord = new(StringComparer.Ordinal)
    {
        ["record"] = record => record.Name,
        ["organism"] = record => record.Organism,
        ["definition"] = record => record.Definition,
    };

    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        if (recipe.FeatureType.Length == 0 && columns.Append(recipe.Column).FirstOrDefault(column => column.Length > 0 && !OfRecord.ContainsKey(column)) is { } absent)
            throw new UnfitDataException($"A record of GenBank has no column {absent}; it has {string.Join(", ", OfRecord.Keys)}. Qualifiers are columns where the recipe names a 'featureType'.");
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new GenBankReader(file, path);
            while (await reader.ReadAsync(stop) is { } record)
            {
                foreach (var row in recipe.FeatureType.Length > 0 ? Features(path, record, recipe, columns) : [Whole(path, record, recipe, columns)])
                    yield return row;
            }
        }
    }

    private static DataRow Whole(string path, GenBankRecord record, DataRecipe recipe, IReadOnlyList<string> columns)
    {
        var item = recipe.Column.Length > 0 ? OfRecord[recipe.Column](record) : Encoding.ASCII.GetString(record.Sequence);
        return Row($"{path}, line {record.Line} ({record.Name})", item, [.. columns.Select(column => Present(OfRecord[column](record)))]);
    }

    private static List<DataRow> Features(string path, GenBankRecord record, DataRecipe recipe, IReadOnlyList<string> columns)
    {
        var (rows, bases) = (new List<DataRow>(), new FeatureBases(path));
        for (var index = 0; index < record.FeatureCount; index++)
        {
            var feature = record.Feature(index);
            if (!Ascii.Equals(feature.Key, recipe.FeatureType) || Has(feature, recipe.Without))
                continue;
            var item = recipe.Column.Length > 0 ? Cell(record, feature, recipe.Column) : bases.Of(record, feature);
            rows.Add(Row(Place(path, record, feature), item, Cells(record, feature, columns)));
        }

        return rows;
    }

    /// <summary>A feature without what is asked for, such as a pseudogene without a translation, is left alone.</summary>
    private static DataRow Row(string place, string? item, string?[] cells) =>
        string.IsNullOrEmpty(item) ? new(place, "", DataUse.Neither, cells) : new(place, item, default, cells);

    private static string Place(string path, GenBankRecord record, GenBankFeature feature) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}, line {feature.Line} ({(feature.Text("locus_tag"u8) is { Length: > 0 } tag ? tag : record.Name)})");

    private static bool Has(GenBankFeature feature, IReadOnlyList<string> qualifiers)
    {
        foreach (var qualifier in qualifiers)
        {
            if (feature.Has(Encoding.UTF8.GetBytes(qualifier)))
                return true;
        }

        return false;
    }

    private static string?[] Cells(GenBankRecord record, GenBankFeature feature, IReadOnlyList<string> columns)
    {
        var cells = new string?[columns.Count];
        for (var column = 0; column < cells.Length; column++)
            cells[column] = Cell(record, feature, columns[column]);
        return cells;
    }

    private static string? Cell(GenBankRecord record, GenBankFeature feature, string column)
    {
        if (OfRecord.TryGetValue(column, out var read))
            return Present(read(record));
        if (column == "strand")
            return Strand(feature.Location);
        var name = Encoding.UTF8.GetBytes(column);

        // A qualifier such as /pseudo has no value; that it is there is what it says.
        return feature.Has(name) ? Present(string.Join(';', feature.Texts(name))) ?? column : null;
    }

    /// <summary>That of the first part, as in the gene table.</summary>
    private static string Strand(ReadOnlySpan<byte> location) => location[..Math.Max(0, location.IndexOfAnyInRange((byte)'0', (byte)'9'))].IndexOf("complement("u8) >= 0 ? "-" : "+";

    private static string? Present(string text) => text.Length > 0 ? text : null;
}
