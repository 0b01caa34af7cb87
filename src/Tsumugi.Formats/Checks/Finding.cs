namespace Tsumugi.Formats.Checks;

/// <summary>Something found in a file: what, where and how to mend it. It never repeats personal data.</summary>
public sealed record Finding
{
    /// <summary>Stable word such as <c>pickle.dangerous-import</c>; all are in <see cref="CheckRules.All"/>.</summary>
    public required string Code { get; init; }

    public required Severity Severity { get; init; }
    public required Place Place { get; init; }
    public required Wording Text { get; init; }
    public required Wording Remedy { get; init; }

    public override string ToString() => $"{Severity} {Code}: {Place}: {Text.En} {Remedy.En}";
}
