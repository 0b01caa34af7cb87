using System.Runtime.InteropServices;

namespace Tsumugi.Torch.Splits;

/// <summary>Families of sequences by single linkage: who shares enough words with any member belongs to the family.</summary>
/// <remarks>A split by family keeps every relative that the threshold sees on one side, so that a test asks for more than recognition.</remarks>
public static class SequenceClusters
{
    /// <param name="word">Letters of a word.</param>
    /// <param name="shared">Different words in common that link two sequences.</param>
    /// <returns>For each sequence the number of its cluster: the lowest index in it.</returns>
    public static int[] ByWords(IReadOnlyList<string> sequences, int word, int shared)
    {
        var (parents, holders, common) = (
            Enumerable.Range(0, sequences.Count).ToArray(), new Dictionary<string, List<int>>(StringComparer.Ordinal), new Dictionary<int, int>());
        for (var i = 0; i < sequences.Count; i++)
        {
            common.Clear();
            foreach (var text in Words(sequences[i], word))
            {
                ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(holders, text, out _);
                foreach (var holder in known ??= [])
                    CollectionsMarshal.GetValueRefOrAddDefault(common, holder, out _)++;
                known.Add(i);
            }

            foreach (var (other, count) in common)
            {
                if (count >= shared)
                    Join(parents, i, other);
            }
        }

        return [.. Enumerable.Range(0, sequences.Count).Select(i => Root(parents, i))];
    }

    private static HashSet<string> Words(string sequence, int length) =>
        [.. Enumerable.Range(0, Math.Max(0, sequence.Length - length + 1)).Select(start => sequence.Substring(start, length))];

    private static void Join(int[] parents, int a, int b)
    {
        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parents, int i)
    {
        while (parents[i] != i)
            (parents[i], i) = (parents[parents[i]], parents[i]);
        return i;
    }
}
