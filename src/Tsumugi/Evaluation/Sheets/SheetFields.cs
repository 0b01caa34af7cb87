using System.Globalization;
using Tsumugi.Client.Evaluation;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;

namespace Tsumugi.Evaluation.Sheets;

/// <summary>What a template may name, and what is written there.</summary>
/// <param name="Values">Field → text; a line feed begins a new line.</param>
/// <param name="Rows">Group → rows: a row of a table that names a field of the group is repeated for each.</param>
public sealed record SheetFields(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Rows)
{
    /// <summary>Not applicable, or nothing was counted because there was nothing to count: never a zero.</summary>
    public const string Dash = "—";

    /// <summary>Years before that of the evaluation that a sheet reports.</summary>
    public const int PastYears = 3;

    /// <summary>Every name that a template may use.</summary>
    public IReadOnlySet<string> Known => Values.Keys.Concat(Rows.SelectMany(group => group.Value.SelectMany(row => row.Keys).Select(name => $"{group.Key}.{name}"))).ToHashSet(StringComparer.Ordinal);

    /// <param name="years">Fiscal year → its indicators; the year of the evaluation and the three before it.</param>
    public static SheetFields Of(EvaluationSheet sheet, ProgrammeOptions programme, IReadOnlyDictionary<int, IndicatorSheet> years, SheetEvidence evidence, string head)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = SheetWords.Of(sheet.Kind).Ja,
            ["title"] = programme.Name.Ja,
            ["period"] = $"{programme.First.Name.Ja}〜{programme.Final.Name.Ja}",
            ["year"] = new FiscalYear(sheet.Year).Name.Ja,
            ["year-3"] = Short(sheet.Year - 3),
            ["year-2"] = Short(sheet.Year - 2),
            ["year-1"] = Short(sheet.Year - 1),
            ["year-0"] = Short(sheet.Year),
            ["necessity.evidence"] = evidence.Necessity,
            ["effectiveness.evidence"] = evidence.Effectiveness,
            ["efficiency.evidence"] = evidence.Efficiency,
            ["thread.head"] = head,
        };
        foreach (var (field, text) in SaveSheet.Fields(sheet.Texts))
            values[field] = text.Length > 0 ? text : Dash;
        var rows = new[] { ("outputs", "output"), ("outcomes", "outcome") }.ToDictionary(
            group => group.Item1, group => (IReadOnlyList<IReadOnlyDictionary<string, string>>)[.. years[sheet.Year].Indicators.Where(one => one.Class == group.Item2).Select(one => Row(one, sheet.Year, years))]);
        return new(values, rows);
    }

    private static Dictionary<string, string> Row(IndicatorValue indicator, int year, IReadOnlyDictionary<int, IndicatorSheet> years)
    {
        IndicatorValue? In(int before) => years[year - before].Indicators.FirstOrDefault(one => one.Name == indicator.Name);
        return new(StringComparer.Ordinal)
        {
            ["name"] = indicator.TitleJa,
            ["unit"] = indicator.UnitJa,
            ["year-3"] = Number(In(3)?.Value),
            ["year-2"] = Number(In(2)?.Value),
            ["year-1"] = Number(In(1)?.Value),
            ["year-0"] = Number(indicator.Value),
            ["target"] = Number(indicator.Target),
        };
    }

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? Dash;

    private static string Short(int year) => $"令和{new FiscalYear(year).Reiwa}年度\n（{year}）";
}
