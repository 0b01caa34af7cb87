using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Formats.Links.Sources;

/// <summary>What is asked of the process that loads links.</summary>
public sealed record LinkOrder
{
    /// <summary>Absolute path of the dataset's file.</summary>
    public required string Path { get; init; }

    /// <summary>What the file is called in the dataset, for errors.</summary>
    public required string File { get; init; }

    /// <summary><c>tsv</c>, <c>parquet</c>, <c>sqlite</c> or <c>n-triples</c>.</summary>
    public required string Format { get; init; }

    public required LinkColumns Columns { get; init; }

    public required LinkOrderEnd From { get; init; }

    public required LinkOrderEnd To { get; init; }

    /// <summary>Where the store is to lie.</summary>
    public required string Store { get; init; }

    /// <summary>Bytes in which pairs are sorted.</summary>
    public required long Memory { get; init; }
}

/// <summary><see cref="LinkEnd"/>, as it is sent.</summary>
public sealed record LinkOrderEnd(string Name, string Pattern, IReadOnlyList<string> Prefixes);

/// <summary>One of its members is set.</summary>
public sealed record LinkOutcome(LinkCounts? Counts, string? Fault);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinkOrder))]
[JsonSerializable(typeof(LinkOutcome))]
public sealed partial class LinkJson : JsonSerializerContext;
