using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Vcf;

namespace Tsumugi.Bench.Engine;

/// <summary>Reading of FASTA and VCF: real files repeated to 200 MB and more, uncompressed; one thread, beside samtools and bcftools where installed.</summary>
internal static class ReadingFigures
{
    private const int Runs = 5;
    private const double Mega = 1e6;
    private const int VariantsOfBlock = 256;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken ct)
    {
        if (RepeatedFiles.Absent() is { } absent)
        {
            Console.Error.WriteLine($"reading: left out, as {absent} is absent. Set {BenchData.FolderVariable} to the folder that holds it.");
            return [];
        }
        var folder = Directory.CreateTempSubdirectory("tsumugi-reading-").FullName;
        try
        {
            return [.. await FastaAsync(folder, ct), .. await VcfAsync(folder, ct)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> FastaAsync(string folder, CancellationToken ct)
    {
        var file = Path.Combine(folder, "genomes.fa");
        await RepeatedFiles.WriteFastaAsync(file, ct);
        var megabytes = new FileInfo(file).Length / Mega;
        List<Figure> figures =
        [
            new("fastaMBPerSecond", $"FASTA, {megabytes:0} MB: records with letters in one piece", megabytes / await Median.SecondsAsync(Runs, () => ReadFastaAsync(file, ct), ct), "MB/s"),
        ];
        if (await CommandLine.SecondsAsync(Runs, "samtools", ["faidx", file], ct) is { } seconds)
            figures.Add(new("samtoolsFaidxMBPerSecond", "  samtools faidx, which indexes only", megabytes / seconds, "MB/s"));
        return figures;
    }

    private static async Task<IReadOnlyList<Figure>> VcfAsync(string folder, CancellationToken ct)
    {
        var file = Path.Combine(folder, "individuals.vcf");
        await RepeatedFiles.WriteVcfAsync(file, ct);
        var megabytes = new FileInfo(file).Length / Mega;
        List<Figure> figures =
        [
            new("vcfMBPerSecond", $"VCF, {megabytes:0} MB: fields, allele codes of all individuals", megabytes / await Median.SecondsAsync(Runs, () => ReadVcfAsync(file, ct), ct), "MB/s"),
            new("vcfDosageMBPerSecond", "VCF into blocks of dosages", megabytes / await Median.SecondsAsync(Runs, () => ReadDosagesAsync(file, ct), ct), "MB/s"),
        ];
        if (await CommandLine.SecondsAsync(Runs, "bcftools", ["query", "-f", @"%CHROM\t%POS\t%REF\t%ALT[\t%GT]\n", file], ct) is { } seconds)
            figures.Add(new("bcftoolsQueryMBPerSecond", "  bcftools query of the same fields", megabytes / seconds, "MB/s"));
        return figures;
    }

    private static async Task<long> ReadFastaAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new FastaReader(stream, file);
        var letters = 0L;
        while (await reader.ReadAsync(ct) is { } record)
            letters += record.Sequence.Length;
        return letters;
    }

    private static async Task<long> ReadVcfAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new VcfReader(stream, file);
        var (calls, alleles) = (new GenotypeCalls(), 0L);
        while (await reader.ReadAsync(ct) is { } variant)
        {
            variant.ReadGenotypes(calls);
            alleles += calls.Alleles.Length;
        }
        return alleles;
    }

    private static async Task<long> ReadDosagesAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new VcfReader(stream, file);
        var values = 0L;
        await foreach (var block in reader.ReadDosagesAsync(VariantsOfBlock, ct))
            values += block.Values.Length;
        return values;
    }
}
