using System.Text.Json;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;

namespace Tsumugi.Torch.Connection;

/// <summary>What a connected model is made of; its <c>config.json</c>.</summary>
public sealed record ConnectionConfig
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Width of the space.</summary>
    public required int Width { get; init; }

    /// <summary>The part that all others are tied to.</summary>
    public required string Hub { get; init; }

    /// <summary>Width of a layer between a part's states and the space; 0 where there is none.</summary>
    public required int HiddenWidth { get; init; }

    /// <summary>Longest run of tokens that is a feature of its own; 0 where there are none.</summary>
    public required int NGrams { get; init; }

    /// <summary>Rows that n-grams are hashed into, for each part.</summary>
    public required int Buckets { get; init; }

    public required IReadOnlyList<PartConfig> Parts { get; init; }

    /// <summary>Pairs of parts that were trained on; any other direction emerges from the connection.</summary>
    public required IReadOnlyList<string[]> TrainedPairs { get; init; }

    public bool IsTrained(string left, string right) => TrainedPairs.Any(pair => pair.Contains(left) && pair.Contains(right));

    public void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, EncoderFolder.ConfigFile), JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <exception cref="UnknownLayoutException">The folder is of no such model.</exception>
    public static ConnectionConfig Read(string folder)
    {
        var path = Path.Combine(folder, EncoderFolder.ConfigFile);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ConnectionConfig>(File.ReadAllBytes(path), Json)! : throw new JsonException("it is absent");
        }
        catch (JsonException error)
        {
            throw new UnknownLayoutException(EncoderFolder.ConfigFile, [$"it is not of a connected model, as 'connect' makes them ({error.Message})"]);
        }
    }
}

/// <summary>A model that a space is made of. Its own files stay in its own repository.</summary>
/// <param name="Name">By which recipes and callers name it.</param>
/// <param name="Model">Node of the revision.</param>
/// <param name="View">What it reads.</param>
/// <param name="Adapters">By which it moved while it was connected; null where it stands as its own revision has it.</param>
public sealed record PartConfig(string Name, string Model, string View, AdapterConfig? Adapters);
