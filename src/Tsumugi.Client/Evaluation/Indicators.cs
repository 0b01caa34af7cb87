namespace Tsumugi.Client.Evaluation;

/// <param name="Year">Fiscal year, common era: it begins on 1 April of that year in Japan.</param>
public sealed record IndicatorSheet(int Year, string YearJa, string YearEn, IReadOnlyList<IndicatorValue> Indicators);

/// <param name="Class"><c>output</c> or <c>outcome</c>.</param>
/// <param name="Value">How many; every one of them is a row of its evidence.</param>
public sealed record IndicatorValue(string Name, string TitleJa, string TitleEn, string UnitJa, string UnitEn, string Class, int Value);

/// <param name="Counted">The node that is counted, once however many rows name it.</param>
/// <param name="Because">The node that shows it.</param>
/// <param name="Record">Number of the thread's record.</param>
/// <param name="Times">How many times it counts: one record may stand for many uses.</param>
public sealed record EvidenceRow(string Counted, string Because, DateTime At, long Record, int Times);
