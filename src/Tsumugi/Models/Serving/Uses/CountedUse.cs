using System.Text.Json.Serialization;

namespace Tsumugi.Models.Serving.Uses;

/// <summary>One answered request, as the journal of uses keeps it: one line of JSON.</summary>
public sealed record CountedUse
{
    /// <summary>Id of the node under which uses of this person and revision are counted together.</summary>
    public required string Use { get; init; }

    /// <summary>The model revision that answered.</summary>
    public required string Model { get; init; }

    public required string Person { get; init; }

    /// <summary>The door it came through: <c>infer</c> (the protocol) or <c>sequences</c>.</summary>
    public required string How { get; init; }

    public required int Items { get; init; }

    public required long Tokens { get; init; }

    public required DateTime At { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CountedUse))]
internal sealed partial class CountedUseJson : JsonSerializerContext;
