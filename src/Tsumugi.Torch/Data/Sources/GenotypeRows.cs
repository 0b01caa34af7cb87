using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using System.Text;
using Tsumugi.Formats.Vcf;
using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Data.Sources;

/// <summary>Individuals of VCF files as records: a feature for each variant that the recipe's patterns choose, named CHROM:POS:REF:ALT, whose value is the genotype without phase. All files are of the same individuals.</summary>
internal sealed class GenotypeRows : IRowSource
{
    private const string Sample = "sample";

    public async IAsyncEnumerable<DataRow> ReadAsync(SourceFiles files, DataRecipe recipe, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken stop)
    {
        if (columns.FirstOrDefault(column => column != Sample) is { } absent)
            throw new UnfitDataException($"Individuals of VCF have no column {absent}; their one column is '{Sample}'.");
        var (samples, variants, genotypes) = ((IReadOnlyList<string>?)null, new List<string>(), new List<string?[]>());
        var (names, calls, known) = (new HashSet<string>(StringComparer.Ordinal), new GenotypeCalls(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var path in files.Chosen)
        {
            await using var file = files.Open(path);
            using var reader = new VcfReader(file, path);
            var header = await reader.ReadHeaderAsync(stop);
            Require(path, header.Samples, samples);
            samples = header.Samples;
            while (await reader.ReadAsync(stop) is { } record)
            {
                var name = $"{record.Chromosome}:{record.Position}:{Text(record.Reference)}:{Text(record.Alternates)}";
                if (!IsChosen(record, name, recipe))
                    continue;
                if (!names.Add(name))
                    throw new UnfitDataException($"{path}, line {record.Line}: the variant {name} stands twice; leave one out.");
                record.ReadGenotypes(calls);
                variants.Add(name);
                genotypes.Add([.. Enumerable.Range(0, calls.Count).Select(individual => Genotype(calls.Of(individual), known))]);
            }
        }

        if (variants.Count == 0)
            throw new UnfitDataException($"{string.Join(", ", files.Chosen)}: no variant fits 'features' ({string.Join(", ", recipe.Features)}) with its name, as 21:38347375:A:G, or an ID, and has QUAL {recipe.MinQuality} where that is asked for.");
        for (var individual = 0; individual < samples!.Count; individual++)
        {
            var of = individual;
            yield return new($"{files.Chosen[0]}, sample {samples[of]}", new RecordItem(variants, [.. genotypes.Select(row => row[of])]), default, [.. columns.Select(_ => samples[of])]);
        }
    }

    private static void Require(string path, IReadOnlyList<string> samples, IReadOnlyList<string>? before)
    {
        if (samples.Count == 0)
            throw new UnfitDataException($"{path} has no individuals; name 'sequences' and 'flank' to read windows around its variants.");
        if (before is not null && !samples.SequenceEqual(before, StringComparer.Ordinal))
            throw new UnfitDataException($"{path} is of other individuals than the files before it, or names them in another order; choose files of the same ones, such as one for each chromosome.");
    }

    private static bool IsChosen(VcfRecord record, string name, DataRecipe recipe)
    {
        if (recipe.MinQuality > 0 && !(record.Quality >= recipe.MinQuality))
            return false;
        var ids = Text(record.Ids).Split(';', StringSplitOptions.RemoveEmptyEntries);
        bool Fits(IEnumerable<string> patterns) => patterns.Any(pattern => ids.Append(name).Any(one => FileSystemName.MatchesSimpleExpression(pattern, one, ignoreCase: false)));
        return Fits(recipe.Features) && !Fits(recipe.Without);
    }

    /// <returns>Allele numbers in ascending order, such as 0/1; null where one is missing.</returns>
    private static string? Genotype(ReadOnlySpan<short> alleles, Dictionary<string, string> known)
    {
        Span<short> called = stackalloc short[alleles.Length];
        var count = 0;
        foreach (var allele in alleles)
        {
            if (allele == GenotypeCalls.Missing)
                return null;
            if (allele != GenotypeCalls.Absent)
                called[count++] = allele;
        }

        if (count == 0)
            return null;
        called = called[..count];
        called.Sort();
        var text = string.Join('/', called.ToArray());

        // A cohort has few genotypes and many individuals.
        return known.TryGetValue(text, out var same) ? same : known[text] = text;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
