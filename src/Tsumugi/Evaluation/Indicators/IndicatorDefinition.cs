using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Tsumugi.Hub.Language;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>What a number says of the programme.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IndicatorClass>))]
public enum IndicatorClass
{
    /// <summary>活動指標: what was done.</summary>
    Output,

    /// <summary>成果指標: what came of it.</summary>
    Outcome,
}

/// <summary>A question to the thread whose answer is a number of rows: never typed in, always opened. Read from a file; see docs/formats/indicators.md.</summary>
public sealed record IndicatorDefinition
{
    /// <summary>Stable name, for example <c>modelUses</c>.</summary>
    public required string Name { get; init; }

    /// <summary>1, 2, 3 …; another formula or unit is another version.</summary>
    public required int Version { get; init; }

    public required IndicatorClass Class { get; init; }

    public required Words Title { get; init; }

    public required Words Unit { get; init; }

    /// <summary>What to do for this number to grow.</summary>
    public required Words HowTo { get; init; }

    public required IndicatorFormula Formula { get; init; }

    /// <summary>The file as it was written.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 over what the number means: its formula and unit. Titles may be mended within a version.</summary>
    public string Meaning => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Formula.Written}\nunit: {Unit.En}\n")));
}

/// <summary>Which rows an indicator counts.</summary>
public sealed record IndicatorFormula
{
    /// <summary>Kinds of the thread's records.</summary>
    public required IReadOnlyList<string> Records { get; init; }

    /// <summary>To the nodes that are counted, each once however many rows name it.</summary>
    public required ThreadPath Counts { get; init; }

    /// <summary>To the nodes that show it; a record from which this leads nowhere counts nothing.</summary>
    public required ThreadPath Because { get; init; }

    /// <summary>A fact of the record that says how many times it counts (1 where it says nothing): then times are summed, not nodes counted.</summary>
    public string? Times { get; init; }

    /// <summary>A fact of the record with the day that it belongs to, in Japan; else the time of the record.</summary>
    public string? Day { get; init; }

    public ThreadPath? Institution { get; init; }

    public ThreadPath? Project { get; init; }

    public bool Sums => Times is not null;

    /// <summary>One line each, in one order, whatever the file's own order was.</summary>
    public string Written => string.Join('\n',
        new (string Name, object? Value)[]
        {
            ("records", string.Join(' ', Records.Order(StringComparer.Ordinal))), ("counts", Counts), ("because", Because),
            ("times", Times), ("day", Day), ("institution", Institution), ("project", Project),
        }.Where(part => part.Value is not null).Select(part => $"{part.Name}: {part.Value}"));
}
