namespace Tsumugi.Torch.Antibodies;

/// <summary>Finds the part of a long sequence that the model is to read, as ANARCII does.</summary>
internal static class DomainWindow
{
    /// <summary>Residues that the model reads at most.</summary>
    public const int Longest = 200;

    private const int Before = 40;
    private const int After = 160;
    private const int Stride = 3;
    private const int Part = 90;

    /// <summary>A first part above the first of these is taken, or else the first above the second; then the best.</summary>
    private static readonly float[] Sure = [25, 15];

    /// <param name="scores">How much each part looks like a variable domain.</param>
    public static (int Start, int Length) Find(string sequence, Func<IReadOnlyList<string>, IReadOnlyList<float>> scores)
    {
        if (sequence.Length <= Longest)
            return (0, sequence.Length);
        var cores = Cores(sequence);
        if (FirstSure(scores([.. cores.Select(core => sequence[core.From..core.To])])) is { } core)
            return Cut(sequence, cores[core].Start, cores[core].From);
        var parts = scores([.. Enumerable.Range(0, (sequence.Length - Part) / Stride).Select(i => sequence.Substring(i * Stride, Part))]);
        var best = (FirstSure(parts) ?? parts.Select((score, i) => (score, i)).MaxBy(row => row.score).i) * Stride;
        return Cut(sequence, Math.Max(best - Before, 0), best);
    }

    private static (int Start, int Length) Cut(string sequence, int start, int from) => (start, Math.Min(from + After, sequence.Length) - start);

    private static int? FirstSure(IReadOnlyList<float> scores)
    {
        foreach (var least in Sure)
        {
            for (var i = 0; i < scores.Count; i++)
            {
                if (scores[i] > least)
                    return i;
            }
        }

        return null;
    }

    /// <summary>
    /// Where the residues that all variable domains share may lie: cysteine, 5 to 25 residues, tryptophan, 50 to 80 residues, cysteine.
    /// The search goes on at the last cysteine.
    /// </summary>
    private static List<(int Start, int From, int To)> Cores(string sequence)
    {
        var cores = new List<(int Start, int From, int To)>();
        for (var start = 0; start < sequence.Length;)
        {
            var found = Enumerable.Range(0, Math.Min(Before, sequence.Length - start - 1) + 1).Reverse()
                .Select(before => (From: start + before, To: CoreEnd(sequence, start + before)))
                .FirstOrDefault(core => core.To is not null);
            if (found.To is { } to)
                cores.Add((start, found.From, to));
            start = found.To - 1 ?? start + 1;
        }

        return cores;
    }

    /// <returns>One past the last cysteine of the longest core from here; null where none begins.</returns>
    private static int? CoreEnd(string sequence, int from)
    {
        if (sequence[from] != 'C')
            return null;
        for (var tryptophan = Math.Min(from + 26, sequence.Length - 1); tryptophan >= from + 6; tryptophan--)
        {
            if (sequence[tryptophan] != 'W')
                continue;
            for (var cysteine = Math.Min(tryptophan + 81, sequence.Length - 1); cysteine >= tryptophan + 51; cysteine--)
            {
                if (sequence[cysteine] == 'C')
                    return cysteine + 1;
            }
        }

        return null;
    }
}
