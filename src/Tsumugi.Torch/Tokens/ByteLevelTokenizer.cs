using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Tokens;

/// <summary>Text of any language by byte pairs, from which the text can be had back to the letter: five special tokens, 256 bytes, then merges learned from the training texts.</summary>
/// <remarks>Sennrich et al. 2016; over bytes, with the borders between words of GPT-2 (Radford et al. 2019). Its file is Hugging Face's <c>tokenizer.json</c>.</remarks>
public sealed class ByteLevelTokenizer : ITokenizer
{
    private const int FirstByte = SpecialTokens.Count;
    private const int FirstMerge = FirstByte + 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly BytePairs _pairs;

    private ByteLevelTokenizer(BytePairs pairs) => _pairs = pairs;

    public string View => "bytes";

    public int VocabularySize => FirstMerge + _pairs.Merges.Count;

    public int Padding => SpecialTokens.Padding;

    public int Mask => SpecialTokens.Mask;

    public int FirstOrdinary => FirstByte;

    public int EndOrdinary => VocabularySize;

    /// <summary>The same texts in any order give the same vocabulary.</summary>
    /// <param name="size">Entries at most; the 261 of marks and bytes are always there.</param>
    public static ByteLevelTokenizer Learn(IEnumerable<string> texts, int size)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var word in ByteLevelWords.Split(text))
                CollectionsMarshal.GetValueRefOrAddDefault(words, text[word], out _)++;
        }

        var counted = words.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (Bytes(pair.Key), pair.Value));
        return new(new(BytePairLearning.Learn(counted, FirstMerge, Math.Max(0, size - FirstMerge)), FirstMerge));
    }

    /// <exception cref="InvalidDataException">The folder's <c>tokenizer.json</c> is none that this tokenizer wrote.</exception>
    public static ByteLevelTokenizer Load(string folder)
    {
        var merges = VocabularyFolder.ReadFile<JsonObject>(Path.Combine(folder, HuggingFaceTokenizer.FileName))["model"]?["merges"] as JsonArray
            ?? throw Foreign("it has no merges");
        var ids = Enumerable.Range(0, 256).ToDictionary(value => ByteLetters.Of((byte)value).ToString(), value => FirstByte + value, StringComparer.Ordinal);
        var pairs = new List<(int, int)>();
        foreach (var merge in merges)
        {
            if (merge is not JsonArray { Count: 2 } pair || (string?)pair[0] is not { } left || (string?)pair[1] is not { } right
                || !ids.TryGetValue(left, out var one) || !ids.TryGetValue(right, out var other) || !ids.TryAdd(left + right, FirstMerge + pairs.Count))
                throw Foreign($"its merge {pairs.Count} is not one of two tokens before it");
            pairs.Add((one, other));
        }

        return new(new(pairs, FirstMerge));
    }

    public void WriteTo(string folder)
    {
        var tokens = Tokens();
        var model = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = HuggingFaceTokenizer.Vocabulary(tokens),
            ["merges"] = new JsonArray([.. _pairs.Merges.Select(pair => new JsonArray(tokens[pair.Left], tokens[pair.Right]))]),
        };
        HuggingFaceTokenizer.Write(folder, HuggingFaceTokenizer.Whole(tokens, SpecialTokens.Names, ByteLevel(), ByteLevel(), model));
    }

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        if (item.Length == 0)
            throw new UnreadableItemException("The text is empty; give some words.");
        var ids = new List<int>();
        foreach (var word in ByteLevelWords.Split(item))
            ids.AddRange(_pairs.Encode(Bytes(item[word])));
        coverage?.Known(ids.Count);
        return new(SpecialTokens.Enclose(CollectionsMarshal.AsSpan(ids), maxTokens));
    }

    /// <summary>The text of ids; special tokens stand for nothing.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids.Where(id => id >= FirstByte))
            bytes.AddRange(_pairs.Bytes(id).Select(value => (byte)(value - FirstByte)));
        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
    }

    private static JsonObject ByteLevel() => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };

    private List<string> Tokens()
    {
        List<string> tokens = [.. SpecialTokens.Names, .. Enumerable.Range(0, 256).Select(value => ByteLetters.Of((byte)value).ToString())];
        tokens.AddRange(_pairs.Merges.Select(pair => tokens[pair.Left] + tokens[pair.Right]));
        return tokens;
    }

    private static int[] Bytes(string word)
    {
        try
        {
            return [.. Strict.GetBytes(word).Select(value => FirstByte + value)];
        }
        catch (EncoderFallbackException error)
        {
            throw new UnreadableItemException(string.Create(CultureInfo.InvariantCulture, $"The text holds half a surrogate pair (U+{(int)error.CharUnknown:X4}); give it as valid Unicode."));
        }
    }

    private static InvalidDataException Foreign(string why) => new($"{HuggingFaceTokenizer.FileName} was not written by this tokenizer: {why}. Take the file that was stored with the model.");
}
