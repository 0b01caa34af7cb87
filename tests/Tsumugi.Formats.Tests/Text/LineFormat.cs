using System.Globalization;
using System.Text;
using Tsumugi.Formats.Fasta;
using Tsumugi.Formats.Fastq;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Gff3;
using Tsumugi.Formats.Tests.GenBank;
using Tsumugi.Formats.Text;
using Tsumugi.Formats.Vcf;

namespace Tsumugi.Formats.Tests.Text;

/// <summary>A format whose reader stands on lines: a valid file, and everything a reader says of a file.</summary>
internal sealed record LineFormat(string Name, string Valid, Func<Stream, TextLimits, Task<string>> Read)
{
    public static IReadOnlyList<LineFormat> All { get; } =
    [
        new("fasta", Examples.Fasta, FastaAsync),
        new("fastq", Examples.Fastq, FastqAsync),
        new("gff3", Examples.Gff3, Gff3Async),
        new("vcf", Examples.Vcf, VcfAsync),
        new("genbank", SmallFile.Text, GenBankAsync),
    ];

    public static LineFormat Of(string name) => All.Single(format => format.Name == name);

    public Task<string> ReadAsync(byte[] file) => Read(new MemoryStream(file), new());

    public override string ToString() => Name;

    private static async Task<string> FastaAsync(Stream file, TextLimits limits)
    {
        var said = new StringWriter(CultureInfo.InvariantCulture);
        using var reader = new FastaReader(file, "file", FastaOptions.Default with { Text = limits });
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } record)
            said.WriteLine($"{record.Name}|{record.Description}|{Words(record.Sequence)}");
        return said.ToString();
    }

    private static async Task<string> FastqAsync(Stream file, TextLimits limits)
    {
        var said = new StringWriter(CultureInfo.InvariantCulture);
        using var reader = new FastqReader(file, "file", FastqOptions.Default with { Text = limits });
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } read)
            said.WriteLine($"{read.Name}|{read.Description}|{Words(read.Sequence)}|{Words(read.Qualities)}");
        return said.ToString();
    }

    private static async Task<string> Gff3Async(Stream file, TextLimits limits)
    {
        var said = new StringWriter(CultureInfo.InvariantCulture);
        using var reader = new Gff3Reader(file, "file", Gff3Options.Default with { Text = limits });
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } feature)
        {
            said.Write($"{feature.Block}|{feature.SequenceId}|{feature.Source}|{feature.Type}|{feature.Range}|{feature.Score}|{feature.Strand}|{feature.Phase}");
            foreach (var attribute in feature.EnumerateAttributes())
                said.Write($"|{Words(attribute.Tag)}={Words(attribute.Value)}");
            said.WriteLine($"|{string.Join('+', feature.Parents)}");
        }
        said.WriteLine(string.Join(' ', reader.Regions) + string.Join(' ', reader.Directives));
        while (await reader.ReadSequenceAsync(TestContext.Current.CancellationToken) is { } record)
            said.WriteLine($"{record.Name}|{Words(record.Sequence)}");
        return said.ToString();
    }

    private static async Task<string> VcfAsync(Stream file, TextLimits limits)
    {
        var said = new StringWriter(CultureInfo.InvariantCulture);
        using var reader = new VcfReader(file, "file", VcfOptions.Default with { Text = limits });
        var header = await reader.ReadHeaderAsync(TestContext.Current.CancellationToken);
        said.WriteLine(string.Join(' ', [.. header.Info.Values, .. header.Format.Values, .. header.Contigs, .. header.Samples]));
        var calls = new GenotypeCalls();
        var dosages = new sbyte[header.Samples.Count];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } variant)
        {
            variant.ReadGenotypes(calls);
            variant.ReadDosages(dosages);
            said.Write($"{variant.Chromosome}:{variant.Position} {Words(variant.Ids)} {Words(variant.Reference)}>{Words(variant.Alternates)} {variant.Quality} {Words(variant.Filter)} {Words(variant.Info.Text)} ");
            said.Write($"{string.Join(',', calls.Alleles.ToArray())} {string.Join(',', calls.Phased.ToArray())} {string.Join(',', dosages)}");
            foreach (var sample in variant.Samples)
                said.Write($" {Words(sample.Text)}");
            said.WriteLine();
        }
        return said.ToString();
    }

    private static async Task<string> GenBankAsync(Stream file, TextLimits limits)
    {
        var said = new StringWriter(CultureInfo.InvariantCulture);
        using var reader = new GenBankReader(file, "file", GenBankOptions.Default with { Text = limits });
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } record)
        {
            said.WriteLine($"{record.Name}|{record.Definition}|{Words(record.Sequence)}");
            for (var index = 0; index < record.FeatureCount; index++)
                said.WriteLine($"{Words(record.Feature(index).Key)}|{Words(record.Feature(index).Location)}|{record.Feature(index).Text("product"u8)}");
        }
        return said.ToString();
    }

    private static string Words(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
