using System.Text.Json;

namespace Tsumugi.Merging.Running;

/// <summary>How a merged model came to be: the file <c>merge.json</c> beside it, enough to make it again bit for bit.</summary>
public sealed record MergeRecord
{
    public const string FileName = "merge.json";

    /// <summary>Raised when the same merge would give other bits.</summary>
    public const int Arithmetic = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Version { get; init; } = Arithmetic;

    public required string Method { get; init; }

    /// <summary>The configuration's whole text.</summary>
    public required string Configuration { get; init; }

    public required long Seed { get; init; }

    public required long ShardBytes { get; init; }

    /// <summary>Model's name in the configuration → what tells its revision from any other.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    public required IReadOnlyList<MergedTensor> Tensors { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <exception cref="JsonException">It is no record of a merge.</exception>
    public static MergeRecord Parse(string json) => JsonSerializer.Deserialize<MergeRecord>(json, Json) ?? throw new JsonException("The record of the merge is empty.");
}

/// <param name="Type">In the format's words, e.g. BF16.</param>
/// <param name="Sha256">Of the tensor's bytes, in hexadecimal.</param>
public sealed record MergedTensor(string Name, string Type, IReadOnlyList<long> Shape, string File, string Sha256);
