using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tsumugi.Torch.Tokens;

/// <summary>Words by byte pairs: five special tokens, 256 bytes, then merges learned from the training texts.</summary>
/// <remarks>Text is lower-cased and split before each run of letters and digits; a merge never crosses such a border. Sennrich et al. 2016.</remarks>
public sealed class TextTokenizer : ITokenizer
{
    private const int FirstByte = SpecialTokens.Count;
    private const int FirstMerge = FirstByte + 256;

    private readonly List<(int Left, int Right)> _merges;
    private readonly Dictionary<(int, int), int> _ranks;

    private TextTokenizer(List<(int Left, int Right)> merges)
    {
        _merges = merges;
        _ranks = merges.Index().ToDictionary(merge => merge.Item, merge => merge.Index);
    }

    public string View => "text";

    public int VocabularySize => FirstMerge + _merges.Count;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => FirstByte;

    public int EndOrdinary => VocabularySize;

    /// <summary>Learns merges; equal counts are broken by id, so the same texts give the same vocabulary.</summary>
    public static TextTokenizer Learn(IEnumerable<string> texts, int size)
    {
        var words = texts.SelectMany(Words).GroupBy(word => word, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Ids: Bytes(group.Key), Count: group.Count()))
            .ToList();
        var merges = new List<(int, int)>();
        while (FirstMerge + merges.Count < size && MostFrequent(words) is { } pair)
        {
            var merged = FirstMerge + merges.Count;
            merges.Add(pair);
            foreach (var (ids, _) in words)
                Merge(ids, pair, merged);
        }

        return new(merges);
    }

    /// <exception cref="InvalidDataException">There is no such file, or it holds no merges.</exception>
    public static TextTokenizer Load(string folder) => new([.. VocabularyFolder.Read<int[][]>(folder).Select(pair => pair is [var left, var right]
        ? (left, right) : throw new InvalidDataException($"{VocabularyFolder.JsonFile} holds a merge that is not of two tokens. Take the file that was stored with the model."))]);

    public void WriteTo(string folder) => File.WriteAllBytes(
        Path.Combine(folder, VocabularyFolder.JsonFile), JsonSerializer.SerializeToUtf8Bytes(_merges.Select(merge => new[] { merge.Left, merge.Right })));

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        var ids = new List<int>();
        foreach (var word in Words(item))
            ids.AddRange(EncodeWord(word));
        if (ids.Count == 0)
            throw new UnreadableItemException("The text is empty; give some words.");
        coverage?.Known(ids.Count);
        return new(SpecialTokens.Enclose(CollectionsMarshal.AsSpan(ids), maxTokens));
    }

    private List<int> EncodeWord(string word)
    {
        var ids = Bytes(word);
        while (true)
        {
            var best = -1;
            for (var i = 0; i + 1 < ids.Count; i++)
            {
                if (_ranks.TryGetValue((ids[i], ids[i + 1]), out var rank) && (best < 0 || rank < best))
                    best = rank;
            }

            if (best < 0)
                return ids;
            Merge(ids, _merges[best], FirstMerge + best);
        }
    }

    private static (int, int)? MostFrequent(List<(List<int> Ids, int Count)> words)
    {
        var counts = new Dictionary<(int, int), int>();
        foreach (var (ids, count) in words)
        {
            for (var i = 0; i + 1 < ids.Count; i++)
                counts[(ids[i], ids[i + 1])] = counts.GetValueOrDefault((ids[i], ids[i + 1])) + count;
        }

        return counts.Count == 0 ? null : counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
    }

    private static void Merge(List<int> ids, (int Left, int Right) pair, int merged)
    {
        for (var i = 0; i + 1 < ids.Count; i++)
        {
            if (ids[i] != pair.Left || ids[i + 1] != pair.Right)
                continue;
            ids[i] = merged;
            ids.RemoveAt(i + 1);
        }
    }

    private static List<int> Bytes(string word) => [.. Encoding.UTF8.GetBytes(word).Select(value => FirstByte + value)];

    /// <summary>Runs of letters and digits, and single other signs; white space only separates.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var lower = text.ToLowerInvariant();
        for (var start = 0; start < lower.Length;)
        {
            var end = start + 1;
            if (char.IsLetterOrDigit(lower[start]))
            {
                while (end < lower.Length && char.IsLetterOrDigit(lower[end]))
                    end++;
            }

            if (!char.IsWhiteSpace(lower[start]))
                yield return lower[start..end];
            start = end;
        }
    }
}
