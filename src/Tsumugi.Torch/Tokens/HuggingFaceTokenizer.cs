using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tsumugi.Torch.Tokens;

/// <summary>Writes <c>tokenizer.json</c>, which Hugging Face's libraries read.</summary>
internal static class HuggingFaceTokenizer
{
    public const string FileName = "tokenizer.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each sign is a token, as for sequences.</summary>
    /// <param name="tokens">By id; the first of <paramref name="special"/> begins an item and <c>&lt;eos&gt;</c> ends it.</param>
    public static void WriteWordLevel(string folder, IReadOnlyList<string> tokens, IReadOnlyList<string> special) => Write(folder, WordLevel(tokens, special, ""));

    /// <summary>What matches the pattern is a token.</summary>
    /// <param name="pattern">Regular expression of one token; empty when each sign is one.</param>
    public static JsonObject WordLevel(IReadOnlyList<string> tokens, IReadOnlyList<string> special, string pattern)
    {
        var split = new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject { [pattern.Length == 0 ? "String" : "Regex"] = pattern },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        };
        var model = new JsonObject { ["type"] = "WordLevel", ["vocab"] = Vocabulary(tokens), ["unk_token"] = "<unk>" };
        return Whole(tokens, special, split, decoder: null, model);
    }

    public static JsonObject Whole(IReadOnlyList<string> tokens, IReadOnlyList<string> special, JsonObject preTokenizer, JsonObject? decoder, JsonObject model) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. special.Select(token => Added(token, Id(tokens, token)))]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = preTokenizer,
        ["post_processor"] = Enclosing(tokens),
        ["decoder"] = decoder,
        ["model"] = model,
    };

    public static JsonObject Vocabulary(IReadOnlyList<string> tokens) => new(tokens.Select((token, id) => KeyValuePair.Create<string, JsonNode?>(token, id)));

    public static void Write(string folder, JsonObject tokenizer) => File.WriteAllText(Path.Combine(folder, FileName), tokenizer.ToJsonString(Json));

    private static JsonObject Added(string token, int id) => new()
    {
        ["id"] = id,
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    /// <summary>Beginning, item, end; a second item and its end follow for pairs.</summary>
    private static JsonObject Enclosing(IReadOnlyList<string> tokens) => new()
    {
        ["type"] = "TemplateProcessing",
        ["single"] = new JsonArray(Special("<cls>", 0), Sequence("A", 0), Special("<eos>", 0)),
        ["pair"] = new JsonArray(Special("<cls>", 0), Sequence("A", 0), Special("<eos>", 0), Sequence("B", 1), Special("<eos>", 1)),
        ["special_tokens"] = new JsonObject { ["<cls>"] = Used(tokens, "<cls>"), ["<eos>"] = Used(tokens, "<eos>") },
    };

    private static JsonObject Special(string token, int type) => new() { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = type } };

    private static JsonObject Sequence(string name, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = type } };

    private static JsonObject Used(IReadOnlyList<string> tokens, string token) => new()
    {
        ["id"] = token,
        ["ids"] = new JsonArray(Id(tokens, token)),
        ["tokens"] = new JsonArray(token),
    };

    private static int Id(IReadOnlyList<string> tokens, string token) => tokens.Index().First(pair => pair.Item == token).Index;
}
