using Tsumugi.Formats.Hdf;

namespace Tsumugi.Formats.Expression;

/// <summary>The three datasets of a compressed matrix: where each row begins, and the columns and values of all entries.</summary>
internal sealed class SparseGroup
{
    private readonly HdfInput _input;
    private readonly HdfNumbers _bounds;
    private readonly HdfNumbers _indices;
    private readonly HdfNumbers _data;

    private SparseGroup(HdfInput input, string group)
    {
        _input = input;
        _bounds = input.Numbers($"{group}/indptr");
        _indices = input.Numbers($"{group}/indices");
        _data = input.Numbers($"{group}/data");
    }

    /// <summary>Path of the columns, for messages.</summary>
    public string Indices => _indices.Path;

    public long Entries => _data.Shape[0];

    /// <param name="rows">Rows of the compressed axis that there must be.</param>
    public static SparseGroup Open(HdfInput input, string group, long rows)
    {
        var matrix = new SparseGroup(input, group);
        foreach (var one in (HdfNumbers[])[matrix._bounds, matrix._indices, matrix._data])
        {
            if (one.Shape.Length != 1)
                throw input.Fault(one.Path, $"It has {one.Shape.Length} axes; a compressed matrix has lists of one.", ExpressionFault.WriteAgain);
        }

        if (matrix._bounds.Shape[0] != rows + 1)
            throw input.Fault(matrix._bounds.Path, $"It has {matrix._bounds.Shape[0]} entries, where {rows + 1} are wanted: one more than the {rows} names beside it.", ExpressionFault.WriteAgain);
        if (matrix._indices.Shape[0] != matrix.Entries)
            throw input.Fault(matrix._indices.Path, $"It has {matrix._indices.Shape[0]} entries beside {matrix.Entries} values.", ExpressionFault.WriteAgain);
        return matrix;
    }

    /// <summary>Where the rows from one on begin and end.</summary>
    /// <param name="most">Entries that one row can have.</param>
    public void ReadBounds(long row, Span<long> bounds, long most)
    {
        _bounds.Read(row, bounds);
        for (var i = 0; i < bounds.Length; i++)
        {
            var length = i == 0 ? 0 : bounds[i] - bounds[i - 1];
            if (bounds[i] < 0 || bounds[i] > Entries || length < 0 || length > most || (row + i == 0 && bounds[i] != 0))
                throw _input.Fault(_bounds.Path, $"Entry {row + i} is {bounds[i]}: bounds begin at 0, never fall, rise by {most} at most and end at {Entries}.", ExpressionFault.WriteAgain);
        }
    }

    public void ReadEntries(long at, Span<int> indices, Span<float> values)
    {
        _indices.Read(at, indices);
        _data.Read(at, values);
    }
}
