using System.Runtime.CompilerServices;
using Parquet;

namespace Tsumugi.Formats.Genes;

/// <summary>The gene table: a Parquet file with one row for each <see cref="Gene"/>, columns in snake_case.</summary>
public static class GeneTable
{
    /// <summary>A group is held in memory; other programs write up to a million rows.</summary>
    private const int MaxGroupRows = 1 << 22;

    /// <summary>Writes all genes and the footer; the same genes give the same bytes. The stream stays open.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<Gene> genes, Stream output, CancellationToken ct = default)
    {
        await using var table = await GeneTableWriter.CreateAsync(output, ct);
        await foreach (var gene in genes.WithCancellation(ct))
            await table.AddAsync(gene, ct);
        await table.CompleteAsync(ct);
    }

    /// <summary>Reads row group after row group; the stream must be seekable and stays open.</summary>
    /// <exception cref="InvalidFileException">The stream is no Parquet file or lacks a column.</exception>
    public static async IAsyncEnumerable<Gene> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var reader = await OpenAsync(input, ct);
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            foreach (var gene in await ReadCheckedAsync(group, ct))
                yield return gene;
        }
    }

    private static async Task<ParquetReader> OpenAsync(Stream input, CancellationToken ct)
    {
        ParquetReader reader;
        try
        {
            reader = await ParquetReader.CreateAsync(input, leaveStreamOpen: true, cancellationToken: ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Invalid("Parquet", $"This is no readable Parquet file ({e.Message})", e);
        }
        var present = reader.Schema.GetDataFields().Select(field => (field.Name, field.ClrType)).ToHashSet();
        var lacking = GeneColumns.Schema().GetDataFields().Where(field => !present.Contains((field.Name, field.ClrType))).ToList();
        if (lacking.Count == 0)
            return reader;
        await reader.DisposeAsync();
        throw Invalid("schema", $"Columns are absent or of another type: {string.Join(", ", lacking.Select(f => $"{f.Name} ({f.ClrType.Name})"))}.");
    }

    private static async Task<Gene[]> ReadCheckedAsync(ParquetRowGroupReader group, CancellationToken ct)
    {
        if (group.RowCount is < 0 or > MaxGroupRows)
            throw Invalid("row group", $"A row group claims {group.RowCount} rows; at most {MaxGroupRows} are read.");
        try
        {
            return await ReadGroupAsync(group, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw Invalid("row group", $"A row group cannot be read ({e.Message})", e);
        }
    }

    private static async Task<Gene[]> ReadGroupAsync(ParquetRowGroupReader group, CancellationToken ct)
    {
        var rows = (int)group.RowCount;
        var texts = new Dictionary<string, string[]>();
        foreach (var (field, _) in GeneColumns.Texts)
            await group.ReadAsync(field, texts[field.Name] = new string[rows], cancellationToken: ct);
        var numbers = new Dictionary<string, int[]>();
        foreach (var (field, _) in GeneColumns.Numbers)
            await group.ReadAsync<int>(field, numbers[field.Name] = new int[rows], cancellationToken: ct);
        var partial = new bool[rows];
        await group.ReadAsync<bool>(GeneColumns.Partial, partial, cancellationToken: ct);
        return [.. Enumerable.Range(0, rows).Select(row => Row(texts, numbers, partial, row))];
    }

    private static Gene Row(Dictionary<string, string[]> texts, Dictionary<string, int[]> numbers, bool[] partial, int row) => new()
    {
        LocusTag = texts["locus_tag"][row],
        Record = texts["record"][row],
        Start = numbers["start"][row],
        End = numbers["end"][row],
        Strand = texts["strand"][row],
        Location = texts["location"][row],
        CodingDna = texts["coding_dna"][row],
        Protein = texts["protein"][row],
        Product = texts["product"][row],
        ProteinId = texts["protein_id"][row],
        CrossReferences = texts["cross_references"][row],
        TranslationTable = numbers["translation_table"][row],
        CodonStart = numbers["codon_start"][row],
        Partial = partial[row],
        Split = texts["split"][row],
    };

    private static InvalidFileException Invalid(string field, string problem, Exception? cause = null) => new(new()
    {
        File = "gene table",
        Field = field,
        Problem = problem,
        Remedy = "Import the GenBank file again to make a new table.",
    }, cause);
}
