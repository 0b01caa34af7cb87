using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Tokens;

/// <summary>Words in pieces by a vocabulary that was loaded: BERT's basic tokenizer, then the longest piece that fits (Devlin et al. 2019).</summary>
/// <remarks>The ids are those of Hugging Face's BertTokenizer, but for marks written in the text (<c>[MASK]</c>): text is text.</remarks>
public sealed class WordPieceTokenizer : ITokenizer
{
    private const int MostWordLength = 100;
    private const string ConfigFile = "tokenizer_config.json";
    private const string LowerCaseField = "do_lower_case";

    private readonly IReadOnlyList<string> _pieces;
    private readonly Dictionary<string, int> _ids;
    private readonly bool _lowerCase;
    private readonly int _begin;
    private readonly int _end;
    private readonly int _unknown;

    private WordPieceTokenizer(IReadOnlyList<string> pieces, bool lowerCase)
    {
        (_pieces, _lowerCase) = (pieces, lowerCase);
        _ids = new(StringComparer.Ordinal);
        foreach (var (id, piece) in pieces.Index())
            _ids[piece] = id;
        (_begin, _end, _unknown) = (Special("[CLS]"), Special("[SEP]"), Special("[UNK]"));
        (Padding, Mask) = (Special("[PAD]"), Special("[MASK]"));
        (FirstOrdinary, EndOrdinary) = Ordinary([_begin, _end, _unknown, Padding, Mask], pieces.Count);
    }

    public string View => "wordpiece";

    public int VocabularySize => _pieces.Count;

    public int Padding { get; }

    public int Mask { get; }

    public int FirstOrdinary { get; }

    public int EndOrdinary { get; }

    /// <param name="path">A <c>vocab.txt</c>: one piece a line, pieces within a word beginning with <c>##</c>.</param>
    /// <param name="lowerCase">Of an uncased model: lower-cases and takes accents off.</param>
    /// <exception cref="InvalidDataException">A special token is absent.</exception>
    public static WordPieceTokenizer FromFile(string path, bool lowerCase) => new(VocabularyFolder.ReadList(path), lowerCase);

    /// <summary>Reads <c>vocab.txt</c>, and from <c>tokenizer_config.json</c>, where it is, whether the model is uncased (if nothing is said it is).</summary>
    public static WordPieceTokenizer Load(string folder)
    {
        var config = Path.Combine(folder, ConfigFile);
        var lowerCase = !File.Exists(config) || (bool?)VocabularyFolder.ReadFile<JsonObject>(config)[LowerCaseField] is not false;
        return FromFile(Path.Combine(folder, VocabularyFolder.ListFile), lowerCase);
    }

    public void WriteTo(string folder)
    {
        VocabularyFolder.WriteList(folder, _pieces);
        var config = new JsonObject { ["tokenizer_class"] = "BertTokenizer", [LowerCaseField] = _lowerCase };
        File.WriteAllText(Path.Combine(folder, ConfigFile), config.ToJsonString());
    }

    public TokenizedItem Tokenize(string item, int maxTokens, CoverageTally? coverage = null)
    {
        var ids = new List<int>();
        foreach (var word in BertWords.Split(item, _lowerCase))
            AddPieces(word, ids, coverage);
        if (ids.Count == 0)
            throw new UnreadableItemException("The text is empty; give some words.");
        var kept = Math.Min(ids.Count, Math.Max(0, maxTokens - 2));
        return new([_begin, .. CollectionsMarshal.AsSpan(ids)[..kept], _end]);
    }

    private void AddPieces(string word, List<int> ids, CoverageTally? coverage)
    {
        var (before, length) = (ids.Count, word.EnumerateRunes().Count());
        for (var at = 0; at < word.Length && length <= MostWordLength;)
        {
            var (id, end) = Longest(word, at);
            if (id < 0)
            {
                ids.RemoveRange(before, ids.Count - before);
                break;
            }

            ids.Add(id);
            at = end;
        }

        if (ids.Count > before)
        {
            coverage?.Known();
            return;
        }

        ids.Add(_unknown);
        coverage?.Unknown(word);
    }

    private (int Id, int End) Longest(string word, int at)
    {
        var lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> piece = stackalloc char[2 + word.Length];
        "##".CopyTo(piece);
        word.CopyTo(piece[2..]);
        for (var end = word.Length; end > at; end--)
        {
            // Within a word the two signs stand in the place of the letters before it, which have been taken.
            var candidate = at == 0 ? piece[2..(2 + end)] : Continued(piece, at, end);
            if (lookup.TryGetValue(candidate, out var id))
                return (id, end);
        }

        return (-1, at);

        static Span<char> Continued(Span<char> piece, int at, int end)
        {
            piece[at] = piece[at + 1] = '#';
            return piece[at..(2 + end)];
        }
    }

    private int Special(string token) => _ids.TryGetValue(token, out var id)
        ? id
        : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The vocabulary of {_pieces.Count} pieces has no {token}. Take the vocab.txt of a BERT model."));

    /// <summary>The longest run of ids without special ones.</summary>
    private static (int First, int End) Ordinary(IReadOnlyList<int> special, int size)
    {
        int[] borders = [-1, .. special.Order(), size];
        return borders.Zip(borders.Skip(1), (left, right) => (First: left + 1, End: right)).MaxBy(run => run.End - run.First);
    }
}
