using System.Numerics;
using System.Runtime.InteropServices;

namespace Tsumugi.Formats.Expression;

/// <summary>Checks the entries of a block and brings those of each cell into the order of the genes.</summary>
internal static class BlockEntries
{
    /// <exception cref="InvalidFileException">A gene is out of range or named twice in a cell, or a value is not finite.</exception>
    public static void Check(CellTable cells, string field, long first, ReadOnlySpan<int> starts, Span<int> genes, Span<float> values, int geneCount)
    {
        for (var cell = 0; cell + 1 < starts.Length; cell++)
        {
            var own = genes[starts[cell]..starts[cell + 1]];
            var beside = values[starts[cell]..starts[cell + 1]];
            if (!Ascends(own))
                own.Sort(beside);
            if (own.Length > 0 && (own[0] < 0 || own[^1] >= geneCount))
                throw Fault(cells, field, first + cell, $"gene {(own[0] < 0 ? own[0] : own[^1])} is out of range: there are {geneCount} genes");
            if (!Ascends(own))
                throw Fault(cells, field, first + cell, $"gene {own[Repeated(own)]} is named twice");
            if (!AreFinite(beside))
                throw Fault(cells, field, first + cell, "a value is not finite");
        }
    }

    private static bool Ascends(ReadOnlySpan<int> genes) => Repeated(genes) < 0;

    /// <returns>First position whose gene does not come after the one before; −1 when there is none.</returns>
    private static int Repeated(ReadOnlySpan<int> genes)
    {
        for (var i = 1; i < genes.Length; i++)
        {
            if (genes[i] <= genes[i - 1])
                return i;
        }

        return -1;
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        // Zero times a number is zero, unless the number is infinite or none.
        var sum = Vector<float>.Zero;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (var vector in vectors)
            sum += vector * Vector<float>.Zero;
        var rest = Vector.Sum(sum);
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
            rest += value * 0;
        return rest == 0;
    }

    private static InvalidFileException Fault(CellTable cells, string field, long cell, string problem) =>
        ExpressionFault.At(cells.File, field, $"In cell {cell} ({cells.Ids(cell, 1)[0]}), {problem}.");
}
