using System.Globalization;
using System.Text.Json;
using Tsumugi.Hub.Calendar;
using Tsumugi.Thread;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>One row behind a number.</summary>
/// <param name="Counted">The node that is counted.</param>
/// <param name="Because">The node that shows it.</param>
/// <param name="Record">Number of the thread's record.</param>
/// <param name="Times">How many times it counts: a record may stand for many uses.</param>
/// <param name="Institution">Its id; null where the row belongs to none.</param>
/// <param name="Project">Its id; null where the row belongs to none.</param>
public sealed record CountedRow(
    string Counted, string Because, long Record, DateTime At, FiscalQuarter Quarter, int Times, string? Institution, string? Project)
{
    /// <summary>Applies a formula to one record. Pure: the same record and ties give the same rows, whenever they are asked for.</summary>
    public static IReadOnlyList<CountedRow> Of(IndicatorFormula formula, EventRow record, IThreadSteps thread)
    {
        var counted = formula.Counts.Follow(record.Subject, thread);
        var because = formula.Because.Follow(record.Subject, thread);
        if (counted.Count == 0 || because.Count == 0)
            return [];
        var at = HashChain.ReadTime(record.At);
        var (times, day) = Facts(formula, record.Body);
        var quarter = day is { } known ? FiscalQuarter.Of(known) : FiscalQuarter.Of(at);
        var institutions = Ids(formula.Institution, record.Subject, thread);
        var projects = Ids(formula.Project, record.Subject, thread);

        // What is summed may stand once only, or the whole would be more than its parts.
        if (formula.Sums)
            return [new(counted[0], because[0], record.Seq, at, quarter, times, institutions[0], projects[0])];
        return
        [
            .. from one in counted
               from institution in institutions
               from project in projects
               select new CountedRow(one, because[0], record.Seq, at, quarter, 1, institution, project),
        ];
    }

    private static IReadOnlyList<string?> Ids(ThreadPath? path, string subject, IThreadSteps thread) =>
        path?.Follow(subject, thread) is { Count: > 0 } found ? [.. found.Select(node => NodeRef.Parse(node).Id)] : [null];

    private static (int Times, DateOnly? Day) Facts(IndicatorFormula formula, string body)
    {
        if (formula.Times is null && formula.Day is null)
            return (1, null);
        using var facts = JsonDocument.Parse(body);
        var times = formula.Times is { } count && facts.RootElement.TryGetProperty(count, out var number) && number.TryGetInt32(out var said) ? said : 1;
        var day = formula.Day is { } name && facts.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            && DateOnly.TryParseExact(text.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : (DateOnly?)null;
        return (times, day);
    }
}
