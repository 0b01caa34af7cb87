using System.IO.Compression;
using Parquet;

namespace Tsumugi.Formats.Genes;

/// <summary>Writes genes to Parquet as they come and holds at most one row group of them.</summary>
/// <remarks>Without <see cref="CompleteAsync"/> the file gets no footer, so that half a table is never taken for a
/// whole one.</remarks>
public sealed class GeneTableWriter : IAsyncDisposable
{
    /// <summary>Rows of a group.</summary>
    public const int MaxRows = 4_096;

    /// <summary>Characters of text at which a group is closed early: a row may hold a gene of a million bases.</summary>
    public const int MaxCharacters = 16 << 20;

    private readonly ParquetWriter _writer;
    private readonly List<Gene> _rows = new(MaxRows);
    private long _characters;
    private bool _complete;

    private GeneTableWriter(ParquetWriter writer) => _writer = writer;

    public static async Task<GeneTableWriter> CreateAsync(Stream output, CancellationToken ct = default)
    {
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Zstd, CompressionLevel = CompressionLevel.Optimal };
        return new(await ParquetWriter.CreateAsync(GeneColumns.Schema(), output, options, cancellationToken: ct));
    }

    public async ValueTask AddAsync(Gene gene, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        _rows.Add(gene);
        _characters += GeneColumns.Texts.Sum(column => (long)column.Of(gene).Length);
        if (_rows.Count >= MaxRows || _characters >= MaxCharacters)
            await WriteGroupAsync(ct);
    }

    /// <summary>Writes the last group and the footer; the stream stays open.</summary>
    public async Task CompleteAsync(CancellationToken ct = default)
    {
        if (_complete)
            return;
        if (_rows.Count > 0)
            await WriteGroupAsync(ct);
        _complete = true;
        await _writer.DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        // Disposing the inner writer would write a footer; see the remarks.
        _rows.Clear();
        _complete = true;
        return ValueTask.CompletedTask;
    }

    private async Task WriteGroupAsync(CancellationToken ct)
    {
        using var group = _writer.CreateRowGroup();
        foreach (var (field, of) in GeneColumns.Texts)
            await group.WriteAsync(field, _rows.ConvertAll(gene => of(gene)));
        foreach (var (field, of) in GeneColumns.Numbers)
            await group.WriteAsync<int>(field, _rows.Select(of).ToArray(), cancellationToken: ct);
        await group.WriteAsync<bool>(GeneColumns.Partial, _rows.Select(gene => gene.Partial).ToArray(), cancellationToken: ct);
        group.CompleteValidate();
        _rows.Clear();
        _characters = 0;
    }
}
