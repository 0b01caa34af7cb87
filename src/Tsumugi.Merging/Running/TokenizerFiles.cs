using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Formats;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;

namespace Tsumugi.Merging.Running;

/// <summary>Puts tokens of other models into the tokenizer's files that were copied.</summary>
internal static class TokenizerFiles
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void AddTokens(string folder, VocabularyPlan vocabulary)
    {
        switch (vocabulary.Donor.Vocabulary!.File)
        {
            case Vocabulary.Tokenizer:
                Change(folder, Vocabulary.Tokenizer, tokenizer =>
                {
                    if (tokenizer["added_tokens"] is not JsonArray added)
                        tokenizer["added_tokens"] = added = [];
                    foreach (var token in vocabulary.Added)
                        added.Add(Describe(token, vocabulary.Ids[token]));
                });
                break;
            case Vocabulary.Json:
                if (!File.Exists(Path.Combine(folder, Vocabulary.Added)))
                    File.WriteAllText(Path.Combine(folder, Vocabulary.Added), "{}");
                Change(folder, Vocabulary.Added, added =>
                {
                    foreach (var token in vocabulary.Added)
                        added[token] = vocabulary.Ids[token];
                });
                break;
            default:
                var path = Path.Combine(folder, Vocabulary.Words);
                var words = File.ReadAllText(path);
                Write(path, words + (words.Length == 0 || words.EndsWith('\n') ? "" : "\n") + string.Concat(vocabulary.Added.Select(token => token + "\n")));
                break;
        }
    }

    /// <summary>As Hugging Face's tokenizers write a token that is not taken apart.</summary>
    private static JsonObject Describe(string token, int id) => new()
    {
        ["id"] = id,
        ["content"] = token,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = false,
    };

    private static void Change(string folder, string name, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, name);
        var json = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        change(json);
        Write(path, json.ToJsonString(Json));
    }

    private static void Write(string path, string text) => WholeFile.Write(path, file => file.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
