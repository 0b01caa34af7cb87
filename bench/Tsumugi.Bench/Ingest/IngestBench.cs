using System.IO.Compression;
using System.Runtime.CompilerServices;
using Tsumugi.Formats.GenBank;
using Tsumugi.Formats.Genes;

namespace Tsumugi.Bench.Ingest;

/// <summary>GenBank to gene table, beside a plain read and a line count of the same file in the same run.</summary>
internal sealed class IngestBench : IBench
{
    private const int Copies = 10;
    private const int Runs = 5;
    private const double Mega = 1e6;

    public string Name => "ingest";

    public string Purpose => "GenBank read and imported to Parquet, MB/s of uncompressed text, one thread";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-ingest-").FullName;
        try
        {
            return await MeasureAsync(await RepeatSampleAsync(folder, ct), Path.Combine(folder, "genes.parquet"), ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(string file, string table, CancellationToken ct)
    {
        var megabytes = new FileInfo(file).Length / Mega;
        var plain = megabytes / await Median.SecondsAsync(Runs, () => ReadAsync(file, ct), ct);
        var lines = megabytes / await Median.SecondsAsync(Runs, () => CountLinesAsync(file, ct), ct);
        var reader = megabytes / await Median.SecondsAsync(Runs, () => ParseAsync(file, ct), ct);
        var extract = megabytes / await Median.SecondsAsync(Runs, () => ExtractAsync(file, ct), ct);
        var ingest = megabytes / await Median.SecondsAsync(Runs, () => ImportAsync(file, table, ct), ct);
        return
        [
            new("fileMB", $"The sample {Copies} times", megabytes, "MB"),
            new("plainReadMBPerSecond", "Plain read", plain, "MB/s"),
            new("lineCountMBPerSecond", "Count of line ends", lines, "MB/s"),
            new("readerMBPerSecond", "Reader: records with features and sequence", reader, "MB/s"),
            new("extractMBPerSecond", "Reader, genes and translation check", extract, "MB/s"),
            new("ingestMBPerSecond", "Whole import to Parquet", ingest, "MB/s"),
            new("readerOverPlainRead", "Reader over plain read", reader / plain, ""),
            new("readerOverLineCount", "Reader over line count", reader / lines, ""),
            new("ingestOverPlainRead", "Import over plain read", ingest / plain, ""),
        ];
    }

    private static async Task<string> RepeatSampleAsync(string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, "sample.gbk");
        await using var output = File.Create(path);
        for (var copy = 0; copy < Copies; copy++)
        {
            await using var gzip = new GZipStream(File.OpenRead(SamplePath()), CompressionMode.Decompress);
            await gzip.CopyToAsync(output, ct);
        }
        return path;
    }

    private static async Task ReadAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        var buffer = new byte[256 << 10];
        while (await stream.ReadAsync(buffer, ct) > 0)
        {
        }
    }

    private static async Task<long> CountLinesAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        var (buffer, lines) = (new byte[256 << 10], 0L);
        while (await stream.ReadAsync(buffer, ct) is > 0 and var count)
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        return lines;
    }

    private static async Task<long> ParseAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new GenBankReader(stream, "sample.gbk");
        var bases = 0L;
        while (await reader.ReadAsync(ct) is { } record)
            bases += record.Sequence.Length;
        return bases;
    }

    private static async Task<QualityReport> ExtractAsync(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new GenBankReader(stream, "sample.gbk");
        var report = new QualityReportBuilder();
        var extraction = new GeneExtraction("sample.gbk", report);
        while (await reader.ReadAsync(ct) is { } record)
        {
            extraction.Begin(record);
            for (var index = 0; index < record.FeatureCount; index++)
                extraction.Extract(record, record.Feature(index));
        }
        return report.Build("sample.gbk");
    }

    private static async Task ImportAsync(string file, string table, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        await using var output = File.Create(table);
        await GeneImport.RunAsync(stream, "sample.gbk", output, GenBankOptions.Default, null, ct);
    }

    private static string SamplePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/leptospira-kirschneri-h1.gbk.gz"));
}
