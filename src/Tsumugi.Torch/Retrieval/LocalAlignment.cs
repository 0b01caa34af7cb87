using System.Runtime.Intrinsics;

namespace Tsumugi.Torch.Retrieval;

/// <summary>How alike proteins are by their best local alignment: Smith and Waterman 1981, affine gaps (Gotoh 1982), BLOSUM62.</summary>
/// <remarks>Thirty-two targets are aligned at a time, one to a byte of a vector (Rognes 2011), so that all pairs of a bacterium's proteins take minutes.</remarks>
public static class LocalAlignment
{
    /// <summary>What the first residue of a gap costs; 11 to open it and 1 for itself.</summary>
    private const byte GapStart = 12;
    private const byte GapExtension = 1;

    /// <summary>Added to what the matrix says, so that no byte is below nothing.</summary>
    private const byte Bias = 4;

    /// <summary>Scores end here, well above any that chance gives.</summary>
    public const int Highest = byte.MaxValue - Bias;

    /// <summary>Of gapped alignments with these costs (Altschul and Gish 1996).</summary>
    private const double Lambda = 0.267;
    private const double K = 0.041;

    private const string Residues = "ARNDCQEGHILKMFPSTWYV";

    /// <summary>Any other letter, and what fills up the shorter ones of a batch: matches nothing.</summary>
    private const int Unknown = 20;
    private const int Letters = 21;

    /// <summary>Henikoff and Henikoff 1992, in the order of <see cref="Residues"/>.</summary>
    private static readonly sbyte[] Blosum62 =
    [
        4, -1, -2, -2, 0, -1, -1, 0, -2, -1, -1, -1, -1, -2, -1, 1, 0, -3, -2, 0,
        -1, 5, 0, -2, -3, 1, 0, -2, 0, -3, -2, 2, -1, -3, -2, -1, -1, -3, -2, -3,
        -2, 0, 6, 1, -3, 0, 0, 0, 1, -3, -3, 0, -2, -3, -2, 1, 0, -4, -2, -3,
        -2, -2, 1, 6, -3, 0, 2, -1, -1, -3, -4, -1, -3, -3, -1, 0, -1, -4, -3, -3,
        0, -3, -3, -3, 9, -3, -4, -3, -3, -1, -1, -3, -1, -2, -3, -1, -1, -2, -2, -1,
        -1, 1, 0, 0, -3, 5, 2, -2, 0, -3, -2, 1, 0, -3, -1, 0, -1, -2, -1, -2,
        -1, 0, 0, 2, -4, 2, 5, -2, 0, -3, -3, 1, -2, -3, -1, 0, -1, -3, -2, -2,
        0, -2, 0, -1, -3, -2, -2, 6, -2, -4, -4, -2, -3, -3, -2, 0, -2, -2, -3, -3,
        -2, 0, 1, -1, -3, 0, 0, -2, 8, -3, -3, -1, -2, -1, -2, -1, -2, -2, 2, -3,
        -1, -3, -3, -3, -1, -3, -3, -4, -3, 4, 2, -3, 1, 0, -3, -2, -1, -3, -1, 3,
        -1, -2, -3, -4, -1, -2, -3, -4, -3, 2, 4, -2, 2, 0, -3, -2, -1, -2, -1, 1,
        -1, 2, 0, -1, -3, 1, 1, -2, -1, -3, -2, 5, -1, -3, -1, 0, -1, -3, -2, -2,
        -1, -1, -2, -3, -1, 0, -2, -3, -2, 1, 2, -1, 5, 0, -2, -1, -1, -1, -1, 1,
        -2, -3, -3, -3, -2, -3, -3, -3, -1, 0, 0, -3, 0, 6, -4, -2, -2, 1, 3, -1,
        -1, -2, -2, -1, -3, -1, -1, -2, -2, -3, -3, -1, -2, -4, 7, -1, -1, -4, -3, -2,
        1, -1, 1, 0, -1, 0, 0, 0, -1, -2, -2, 0, -1, -2, -1, 4, 1, -3, -2, -2,
        0, -1, 0, -1, -1, -1, -1, -2, -2, -1, -1, -1, -1, -2, -1, 1, 5, -2, -2, 0,
        -3, -3, -4, -4, -2, -2, -3, -2, -2, -3, -2, -3, -1, 1, -4, -3, -2, 11, 2, -3,
        -2, -2, -2, -3, -2, -1, -2, -3, 2, -1, -1, -2, -1, 3, -3, -2, -2, 2, 7, -1,
        0, -3, -3, -3, -1, -2, -2, -3, -3, 3, 1, -2, 1, -1, -2, -2, 0, -3, -1, 4,
    ];

    /// <summary>Aligns every pair, on all cores.</summary>
    /// <returns>[protein][protein]: scores, at most <see cref="Highest"/>.</returns>
    public static byte[][] AllPairs(IReadOnlyList<string> proteins, CancellationToken ct)
    {
        byte[][] encoded = [.. proteins.Select(protein => protein.Select(Encode).ToArray())];

        // Longest first: lanes of a batch end together, and no long batch is left over for the end.
        int[] order = [.. Enumerable.Range(0, encoded.Length).OrderByDescending(index => encoded[index].Length)];
        byte[][] scores = [.. encoded.Select(_ => new byte[encoded.Length])];
        var lanes = Vector256<byte>.Count;
        Parallel.For(0, (order.Length + lanes - 1) / lanes, new ParallelOptions { CancellationToken = ct }, batch =>
        {
            var targets = order.AsSpan(batch * lanes, Math.Min(lanes, order.Length - batch * lanes));
            var profile = Profile(encoded, targets);
            var cells = new Vector256<byte>[2 * encoded[order[batch * lanes]].Length];
            foreach (var query in order.AsSpan(batch * lanes))
            {
                var best = Align(encoded[query], profile, cells);
                for (var lane = 0; lane < targets.Length; lane++)
                    scores[query][targets[lane]] = scores[targets[lane]][query] = best[lane];
            }
        });
        return scores;
    }

    /// <summary>What two residues score beside each other; nothing that the matrix lacks is like anything.</summary>
    public static int Substitution(char one, char other) =>
        (Encode(one), Encode(other)) is var (row, column) && row != Unknown && column != Unknown ? Blosum62[row * Unknown + column] : -Bias;

    /// <summary>How far a score is beyond chance for two sequences of these lengths.</summary>
    /// <returns>Natural logarithm of 1 / (times that chance gives the score or a better one); among n targets, n times as often.</returns>
    public static double Surprise(int score, int length, int otherLength) => Lambda * score - Math.Log(K * length * otherLength);

    private static byte Encode(char letter) => Residues.IndexOf(letter, StringComparison.Ordinal) is var at and >= 0 ? (byte)at : (byte)Unknown;

    /// <returns>[column, letter]: what each target's residue in that column scores beside a letter, with the bias.</returns>
    private static Vector256<byte>[] Profile(byte[][] encoded, ReadOnlySpan<int> targets)
    {
        var columns = encoded[targets[0]].Length;
        var profile = new Vector256<byte>[columns * Letters];
        Span<byte> row = stackalloc byte[Vector256<byte>.Count];
        for (var column = 0; column < columns; column++)
        {
            for (var letter = 0; letter < Unknown; letter++)
            {
                row.Clear();
                for (var lane = 0; lane < targets.Length; lane++)
                {
                    var target = encoded[targets[lane]];
                    if (column < target.Length && target[column] != Unknown)
                        row[lane] = (byte)(Blosum62[letter * Unknown + target[column]] + Bias);
                }

                profile[column * Letters + letter] = Vector256.Create<byte>(row);
            }
        }

        return profile;
    }

    /// <param name="cells">Room for two vectors a residue of the query: the last column's scores, and those of gaps that go on.</param>
    /// <returns>The best score of each lane.</returns>
    private static Vector256<byte> Align(ReadOnlySpan<byte> query, ReadOnlySpan<Vector256<byte>> profile, Span<Vector256<byte>> cells)
    {
        var scores = cells[..query.Length];
        var gaps = cells.Slice(query.Length, query.Length);
        cells.Clear();
        var (bias, start, extension) = (Vector256.Create(Bias), Vector256.Create(GapStart), Vector256.Create(GapExtension));
        var best = Vector256<byte>.Zero;
        for (; !profile.IsEmpty; profile = profile[Letters..])
        {
            var column = profile[..Letters];
            var (diagonal, gapInTarget) = (Vector256<byte>.Zero, Vector256<byte>.Zero);
            for (var row = 0; row < query.Length; row++)
            {
                var gapInQuery = gaps[row];
                var score = Vector256.SubtractSaturate(Vector256.AddSaturate(diagonal, column[query[row]]), bias);
                score = Vector256.Max(Vector256.Max(score, gapInQuery), gapInTarget);
                best = Vector256.Max(best, score);
                diagonal = scores[row];
                scores[row] = score;
                var opened = Vector256.SubtractSaturate(score, start);
                gaps[row] = Vector256.Max(Vector256.SubtractSaturate(gapInQuery, extension), opened);
                gapInTarget = Vector256.Max(Vector256.SubtractSaturate(gapInTarget, extension), opened);
            }
        }

        return best;
    }
}
