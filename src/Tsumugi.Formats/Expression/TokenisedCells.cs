using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Tsumugi.Formats.Expression;

/// <summary>Cells that were tokenised before, as Geneformer's data sets are: a Parquet file with a list <c>input_ids</c> for each cell.</summary>
public static class TokenisedCells
{
    private const string Column = "input_ids";

    /// <summary>A group is held in memory.</summary>
    private const long MostGroupBytes = 1L << 30;

    /// <summary>Token ids of cell after cell; the stream must be seekable and stays open.</summary>
    /// <exception cref="InvalidFileException">It is no such file; says which column or row group.</exception>
    public static async IAsyncEnumerable<int[]> ReadAsync(Stream file, string name, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var reader = await Guarded(name, "Parquet", () => ParquetReader.CreateAsync(file, leaveStreamOpen: true, cancellationToken: ct));
        var field = reader.Schema.GetDataFields().FirstOrDefault(one => one.Path.ToList()[0] == Column && one.MaxRepetitionLevel == 1);
        if (field is null || (field.ClrType != typeof(int) && field.ClrType != typeof(long)))
            throw ExpressionFault.At(name, Column, "There is no such list of whole numbers.", "Write the cells with Geneformer's tokenizer, as Parquet.");
        for (var index = 0; index < reader.RowGroupCount; index++)
        {
            using var group = reader.OpenRowGroupReader(index);
            if (group.RowGroup.TotalByteSize > MostGroupBytes || group.RowCount > int.MaxValue)
                throw ExpressionFault.At(name, $"row group {index}", $"It has {group.RowGroup.TotalByteSize} bytes; at most {MostGroupBytes} are read.", "Write smaller row groups.");
            foreach (var cell in await Guarded(name, $"row group {index}", () => ReadAsync(group, field, ct)))
                yield return cell;
        }
    }

    private static async Task<IReadOnlyList<int[]>> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken ct)
    {
        using var raw = await group.ReadRawColumnDataBaseAsync(field, ct);
        int[] ids = raw switch
        {
            RawColumnData<int> whole => whole.Values.ToArray(),
            RawColumnData<long> wide => [.. wide.Values.ToArray().Select(id => checked((int)id))],
            _ => throw new InvalidDataException($"{Column} holds {field.ClrType.Name}"),
        };
        var (cells, at) = (new List<int[]>(), 0);
        var (start, levels) = (0, raw.RepetitionLevels.ToArray());
        var defined = raw.DefinitionLevels.ToArray();
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == 0 && i > 0)
            {
                cells.Add(ids[start..at]);
                start = at;
            }

            // An empty list has a level and no value.
            if (defined[i] == field.MaxDefinitionLevel)
                at++;
        }

        if (levels.Length > 0)
            cells.Add(ids[start..at]);
        return cells;
    }

    private static async Task<T> Guarded<T>(string name, string place, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception error) when (error is not (OperationCanceledException or InvalidFileException or OutOfMemoryException))
        {
            throw new InvalidFileException(new() { File = name, Field = place, Problem = $"It cannot be read ({error.Message})", Remedy = ExpressionFault.WriteAgain }, error);
        }
    }
}
