using System.Text.Json;

namespace Tsumugi.Torch.Tokens;

/// <summary>What a vocabulary keeps in a model's folder: <c>vocabulary.json</c>, or a list of tokens in <c>vocab.txt</c>.</summary>
internal static class VocabularyFolder
{
    public const string JsonFile = "vocabulary.json";
    public const string ListFile = "vocab.txt";

    private const long MostBytes = 256L << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write<T>(string folder, T vocabulary) =>
        File.WriteAllBytes(Path.Combine(folder, JsonFile), JsonSerializer.SerializeToUtf8Bytes(vocabulary, Json));

    /// <exception cref="InvalidDataException">The file is absent, too large or no such vocabulary.</exception>
    public static T Read<T>(string folder) => ReadFile<T>(Path.Combine(folder, JsonFile));

    /// <inheritdoc cref="Read{T}"/>
    public static T ReadFile<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Checked(path), Json) ?? throw new InvalidDataException($"{Path.GetFileName(path)} is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is no such vocabulary ({error.Message}) Take the file that was stored with the model.", error);
        }
    }

    /// <summary>One token a line, its id being the line's number from 0.</summary>
    public static void WriteList(string folder, IEnumerable<string> tokens) => File.WriteAllText(Path.Combine(folder, ListFile), string.Concat(tokens.Select(token => token + "\n")));

    public static IReadOnlyList<string> ReadList(string path)
    {
        using var lines = new StreamReader(new MemoryStream(Checked(path)));
        var tokens = new List<string>();
        while (lines.ReadLine() is { } line)
            tokens.Add(line);
        return tokens;
    }

    private static byte[] Checked(string path) => new FileInfo(path) switch
    {
        { Exists: false } => throw new InvalidDataException($"There is no {Path.GetFileName(path)}, which holds the model's vocabulary. Take the file that was stored with the model."),
        { Length: > MostBytes } => throw new InvalidDataException($"{Path.GetFileName(path)} has more than {MostBytes} bytes; that is no vocabulary."),
        _ => File.ReadAllBytes(path),
    };
}
