namespace Tsumugi.Torch.Antibodies;

/// <summary>Names inserted residues by IMGT's rule.</summary>
internal static class ImgtInsertions
{
    /// <summary>Letters, then doubled letters.</summary>
    private const int Most = 52;

    /// <param name="before">The number before the insertion.</param>
    /// <param name="after">The number after it.</param>
    /// <returns>Null where no residue may be inserted, or not so many.</returns>
    /// <remarks>
    /// A loop grows at its tip from both sides (111A, 111B, 112B, 112A; the odd one belongs to the second side), elsewhere a chain
    /// grows after the number before (44A, 44B). Within a loop there is no other place to grow.
    /// </remarks>
    public static IReadOnlyList<ImgtLabel>? Labels(int count, int before, int after)
    {
        var tip = before is 32 or 60 or 111;
        if (!tip && before is (>= 27 and <= 38) or (>= 56 and <= 65) or (>= 105 and <= 117))
            return null;
        var first = tip ? count / 2 : count;
        if (Math.Max(first, count - first) > Most)
            return null;
        return [.. Enumerable.Range(0, first).Select(i => Label(before, i)), .. Enumerable.Range(0, count - first).Reverse().Select(i => Label(after, i))];
    }

    private static ImgtLabel Label(int number, int at) => new(number, new((char)('A' + (at % 26)), 1 + (at / 26)));
}
