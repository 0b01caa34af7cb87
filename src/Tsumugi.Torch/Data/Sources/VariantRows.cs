using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Vcf;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Variants of VCF files as windows of the reference around them, with one of their alleles in its place. Columns are CHROM, POS, ID, REF, ALT, QUAL, FILTER and INFO/KEY.</summary>
internal sealed class VariantRows : IRowSource
{
    private static readonly SearchValues<byte> Bases = SearchValues.Create("ACGTNacgtn"u8);

    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        using var variants = new Landmarks<Variant>(recipe.TokensInMemory > 0 ? new(Variant.Write, Variant.Read) : null);
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new VcfReader(file, path);
            var header = await reader.ReadHeaderAsync(stop);
            if (columns.FirstOrDefault(column => !IsColumn(column, header)) is { } absent)
                throw new UnfitDataException($"{path} has no column {absent}; it has CHROM, POS, ID, REF, ALT, QUAL, FILTER{string.Concat(header.Info.Keys.Take(50).Select(key => $", INFO/{key}"))}.");
            while (await reader.ReadAsync(stop) is { } record)
            {
                var place = $"{path}, line {record.Line} ({record.Chromosome}:{record.Position})";
                foreach (var variant in Variants(record, recipe, columns))
                {
                    if (variant.Allele is null)
                        yield return new(place, "", DataUse.Neither, variant.Cells);
                    else
                        variants.Add(record.Chromosome, variant, place);
                }
            }
        }

        await foreach (var (place, sequence) in Landmarks<Variant>.SequencesAsync(files, recipe, stop))
        {
            foreach (var row in On(sequence, place, variants, recipe.Flank))
                yield return row;
        }

        variants.RequireAllTaken(recipe.Sequences);
    }

    /// <summary>One for each alternate allele; the reference allele is one item, whatever stands beside it.</summary>
    private static List<Variant> Variants(VcfRecord record, DataRecipe recipe, IReadOnlyList<string> columns)
    {
        var variants = new List<Variant>();
        var isReference = recipe.Allele == DataRecipe.ReferenceAllele;
        var isGood = record.Position is not null && (recipe.MinQuality == 0 || record.Quality >= recipe.MinQuality);
        for (var alternate = 0; alternate < (isReference ? 1 : record.AlternateCount); alternate++)
        {
            var allele = isReference ? record.Reference : record.Alternate(alternate);

            // Symbols, breakends and * say that something is there, not which bases.
            var isBases = allele.IndexOfAnyExcept(Bases) < 0;
            variants.Add(new(
                record.Position?.Offset ?? 0, Text(record.Reference), isGood && isBases ? Text(allele) : null,
                Cells(record, isReference ? null : alternate, columns)));
        }

        return variants;
    }

    private static IEnumerable<DataRow> On(FastaRecord sequence, string place, Landmarks<Variant> variants, int flank)
    {
        foreach (var (variant, where) in variants.Take(sequence.Name, place))
        {
            var letters = sequence.Sequence;
            var (first, last) = (variant.Offset, variant.Offset + variant.Reference.Length);
            var there = last <= letters.Length ? Text(letters[(int)first..(int)last]) : "";
            if (!there.Equals(variant.Reference, StringComparison.OrdinalIgnoreCase))
            {
                throw new UnfitDataException($"{where}, REF: the variant replaces {Short(variant.Reference)}, and {(there.Length > 0 ? $"{sequence.Name} has {Short(there)} there" : $"{sequence.Name} ends at base {letters.Length}")} ({place}); "
                    + "give the sequences of the assembly that the variants were called on.");
            }

            var (from, to) = ((int)Math.Max(0, first - flank), (int)Math.Min(letters.Length, last + flank));
            yield return new(where, Text(letters[from..(int)first]) + variant.Allele + Text(letters[(int)last..to]), default, variant.Cells);
        }
    }

    private static bool IsColumn(string column, VcfHeader header) =>
        column is "CHROM" or "POS" or "ID" or "REF" or "ALT" or "QUAL" or "FILTER" || (column.StartsWith("INFO/", StringComparison.Ordinal) && header.Info.ContainsKey(column[5..]));

    /// <param name="alternate">Whose value is meant where a key has one for each; null for all together.</param>
    private static string?[] Cells(VcfRecord record, int? alternate, IReadOnlyList<string> columns)
    {
        var cells = new string?[columns.Count];
        for (var column = 0; column < cells.Length; column++)
        {
            cells[column] = columns[column] switch
            {
                "CHROM" => record.Chromosome,
                "POS" => record.Position?.ToString(),
                "ID" => Present(record.Ids),
                "REF" => Text(record.Reference),
                "ALT" => Present(alternate is { } one ? record.Alternate(one) : record.Alternates),
                "QUAL" => record.Quality?.ToString(CultureInfo.InvariantCulture),
                "FILTER" => Present(record.Filter),
                var key => Info(record, key[5..], alternate),
            };
        }

        return cells;
    }

    private static string? Info(VcfRecord record, string key, int? alternate)
    {
        var definition = record.Header.Info[key];
        if (definition.Type == VcfType.Flag)
            return record.Info.Has(key) ? "1" : "0";
        var texts = record.Info.Texts(key);
        if (alternate is { } one && definition.Number.Symbol is "A" or "R" && texts.Count > 0)
            return texts.ElementAtOrDefault(one + (definition.Number.Symbol == "R" ? 1 : 0));
        return texts.All(text => text is null) ? null : string.Join(',', texts.Select(text => text ?? "."));
    }

    private static string? Present(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Text(bytes);

    private static string Short(string bases) => bases.Length <= 20 ? bases : $"{bases[..20]}…";

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <param name="Offset">Of the first base of the reference allele, from 0.</param>
    /// <param name="Allele">Null where the recipe leaves it alone.</param>
    private sealed record Variant(long Offset, string Reference, string? Allele, string?[] Cells)
    {
        public static void Write(BinaryWriter writer, Variant variant)
        {
            writer.Write(variant.Offset);
            writer.Write(variant.Reference);
            writer.Write(variant.Allele!);
            writer.Write7BitEncodedInt(variant.Cells.Length);
            foreach (var cell in variant.Cells)
            {
                writer.Write(cell is not null);
                if (cell is not null)
                    writer.Write(cell);
            }
        }

        public static Variant Read(BinaryReader reader)
        {
            var (offset, reference, allele) = (reader.ReadInt64(), reader.ReadString(), reader.ReadString());
            var cells = new string?[reader.Read7BitEncodedInt()];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = reader.ReadBoolean() ? reader.ReadString() : null;
            return new(offset, reference, allele, cells);
        }
    }
}
