using Tsumugi.Formats.GenBank;

namespace Tsumugi.Formats.Genes;

/// <summary>From a GenBank file to a gene table and a report on it, in one pass.</summary>
public static class GeneImport
{
    /// <summary>Memory is bounded by the largest record and one row group, not by the file. Both streams stay open.</summary>
    /// <param name="parquetOut">Seekable. Without footer, so unreadable, when the import throws.</param>
    /// <param name="bytesRead">Told how many bytes of <paramref name="source"/> are read, compressed as they may be.</param>
    /// <exception cref="InvalidFileException">The file breaks the format or a cap.</exception>
    public static async Task<QualityReport> RunAsync(
        Stream source, string fileName, Stream parquetOut, GenBankOptions options, IProgress<long>? bytesRead, CancellationToken ct)
    {
        using var reader = new GenBankReader(source, fileName, options, bytesRead);
        await using var table = await GeneTableWriter.CreateAsync(parquetOut, ct);
        var report = new QualityReportBuilder();
        var extraction = new GeneExtraction(fileName, report);
        while (await reader.ReadAsync(ct) is { } record)
        {
            extraction.Begin(record);
            for (var index = 0; index < record.FeatureCount; index++)
            {
                if (extraction.Extract(record, record.Feature(index)) is { } gene)
                    await table.AddAsync(gene, ct);
            }
        }
        await table.CompleteAsync(ct);
        return report.Build(fileName);
    }
}
