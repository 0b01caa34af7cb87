using System.Text.Json;
using Tsumugi.Formats;

namespace Tsumugi.Merging.Inputs;

/// <summary>The tokens of a model with their rows, from whichever of the usual files it has.</summary>
/// <param name="File">Where they were read.</param>
internal sealed record Vocabulary(string File, IReadOnlyDictionary<string, int> Ids)
{
    public const string Tokenizer = "tokenizer.json", Words = "vocab.txt", Json = "vocab.json", Added = "added_tokens.json";

    private const long MostBytes = 200_000_000;

    public int Rows => Ids.Count == 0 ? 0 : Ids.Values.Max() + 1;

    /// <returns>Null where the model has no such file.</returns>
    /// <exception cref="InvalidFileException">The file is not what its name says.</exception>
    public static Vocabulary? Read(IReadOnlyDictionary<string, string> files)
    {
        if (files.TryGetValue(Tokenizer, out var path))
            return new(Tokenizer, FromTokenizer(Parse(Tokenizer, path)));
        if (files.TryGetValue(Words, out path))
            return new(Words, FromWords(path));
        if (!files.TryGetValue(Json, out path))
            return null;
        var ids = FromMap(Json, Parse(Json, path));
        if (files.TryGetValue(Added, out path))
        {
            foreach (var (token, id) in FromMap(Added, Parse(Added, path)))
                ids[token] = id;
        }

        return new(Json, ids);
    }

    /// <summary>The first token that the two place differently; null where there is none.</summary>
    public string? Difference(Vocabulary other) =>
        Ids.FirstOrDefault(pair => !other.Ids.TryGetValue(pair.Key, out var id) || id != pair.Value).Key
        ?? other.Ids.FirstOrDefault(pair => !Ids.ContainsKey(pair.Key)).Key;

    private static Dictionary<string, int> FromTokenizer(JsonElement tokenizer)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        if (tokenizer.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.Object && model.TryGetProperty("vocab", out var vocabulary))
        {
            // Unigram models have a list of token and score; the row is the place in it.
            if (vocabulary.ValueKind == JsonValueKind.Array)
            {
                foreach (var (row, item) in vocabulary.EnumerateArray().Index())
                    ids[item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 0 && item[0].ValueKind == JsonValueKind.String ? item[0].GetString()! : throw Fault(Tokenizer, "model.vocab")] = row;
            }
            else
            {
                ids = FromMap(Tokenizer, vocabulary);
            }
        }

        if (tokenizer.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array)
        {
            foreach (var token in added.EnumerateArray())
            {
                if (token.ValueKind != JsonValueKind.Object || !token.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.String
                    || !token.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var row) || row < 0)
                    throw Fault(Tokenizer, "added_tokens");
                ids[content.GetString()!] = row;
            }
        }

        return ids;
    }

    private static Dictionary<string, int> FromMap(string file, JsonElement map)
    {
        if (map.ValueKind != JsonValueKind.Object)
            throw Fault(file, "vocab");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in map.EnumerateObject())
            ids[token.Name] = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out var id) && id >= 0 ? id : throw Fault(file, "vocab");
        return ids;
    }

    private static Dictionary<string, int> FromWords(string path)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (row, line) in System.IO.File.ReadLines(path).Index())
            ids.TryAdd(line.TrimEnd('\r'), row);
        return ids;
    }

    private static JsonElement Parse(string file, string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw Fault(file, "length");
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Fault(file, "root");
        }
        catch (JsonException error)
        {
            throw Fault(file, "JSON", error);
        }
    }

    private static InvalidFileException Fault(string file, string field, Exception? cause = null) => new(new()
    {
        File = file,
        Field = field,
        Problem = "It is not what tokenizers write.",
        Remedy = "Fetch the file again from its source.",
    }, cause);
}
