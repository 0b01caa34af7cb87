namespace Tsumugi.Client.Evaluation;

/// <param name="Year">Fiscal year, common era: it begins on 1 April of that year in Japan.</param>
public sealed record IndicatorSheet(int Year, string YearJa, string YearEn, IReadOnlyList<IndicatorValue> Indicators)
{
    /// <summary>When the year was frozen; null while it is open.</summary>
    public DateTime? FrozenAt { get; init; }

    /// <summary>The thread's record up to which the numbers count; less than <see cref="Head"/> while much is still being counted.</summary>
    public long CountedTo { get; init; }

    public long Head { get; init; }
}

/// <param name="Class"><c>output</c> or <c>outcome</c>.</param>
/// <param name="Value">How many; every one of them is a row of its evidence. Null where it does not apply, which is not 0.</param>
public sealed record IndicatorValue(string Name, string TitleJa, string TitleEn, string UnitJa, string UnitEn, string Class, long? Value)
{
    public int Version { get; init; }

    /// <summary>Of a frozen year: how many came after it was frozen. They are not in the value.</summary>
    public long? Later { get; init; }

    public long? Target { get; init; }

    /// <summary>At the end of the year, along a straight line.</summary>
    public long? Forecast { get; init; }
}

/// <param name="Counted">The node that is counted, once however many rows name it.</param>
/// <param name="Because">The node that shows it.</param>
/// <param name="Record">Number of the thread's record.</param>
/// <param name="Times">How many times it counts: one record may stand for many uses.</param>
public sealed record EvidenceRow(string Counted, string Because, DateTime At, long Record, int Times)
{
    public string? Institution { get; init; }

    public string? Project { get; init; }
}

/// <param name="Next">What to give as <c>after</c> for the next page; null when this is the last.</param>
public sealed record EvidenceRows(IReadOnlyList<EvidenceRow> Rows, string? Next);

/// <param name="Text">The definition's file.</param>
/// <param name="Meaning">SHA-256 over its formula and unit.</param>
public sealed record IndicatorVersion(int Version, string Text, string Meaning);

/// <param name="Years">The newest version in every year of the programme.</param>
public sealed record IndicatorView(string Name, IReadOnlyList<IndicatorVersion> Versions, IReadOnlyList<IndicatorOfYear> Years);

public sealed record IndicatorOfYear(int Year, IndicatorValue Value);

/// <param name="Value">Null takes the target away.</param>
public sealed record TargetRequest(long? Value);

/// <summary>The numbers of a fiscal year as they were reported, and whether they still hold.</summary>
public sealed record FrozenYearView
{
    public required int Year { get; init; }

    public required DateTime At { get; init; }

    public required string Person { get; init; }

    /// <summary>The thread's last record then.</summary>
    public required long Record { get; init; }

    /// <summary>JSON, as it was signed to the byte.</summary>
    public required string Document { get; init; }

    /// <summary>One of the keys under <c>/.well-known/jwks.json</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>ES256 over the document's UTF-8, base64url.</summary>
    public required string Signature { get; init; }

    public required bool SignatureHolds { get; init; }

    /// <summary>Whether the thread still has the record that was its head then.</summary>
    public required bool ChainHolds { get; init; }

    /// <summary>Indicators whose rows, counted again as of then, give another number.</summary>
    public required IReadOnlyList<string> Differing { get; init; }
}
