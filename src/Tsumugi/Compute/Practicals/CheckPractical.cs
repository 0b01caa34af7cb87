using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;
using Tsumugi.Talent.Practicals;
using Tsumugi.Thread;

namespace Tsumugi.Compute.Practicals;

/// <summary>Looks at what a learner's job made: whose it is and of what, as the thread says, and what it measures, as the artefact says.</summary>
public static class CheckPractical
{
    private const string HeldOut = "heldOutMeasures";

    /// <summary>Decides an attempt whose job has ended, and saves it.</summary>
    public static async Task RunAsync(HubDb db, PracticalAttempt attempt, Job job, DateTime now, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        attempt.Artefact = job.State == JobState.Succeeded && job.Outputs is [var made, ..] ? made : null;
        var from = (string[])[job.Node.ToString(), attempt.Artefact ?? ""];
        var ties = await db.Set<TieRow>().AsNoTracking().Where(row => from.Contains(row.From)).ToListAsync(stop);
        var facts = attempt.Artefact is null ? null : await FactsAsync(db, NodeRef.Parse(attempt.Artefact), stop);
        attempt.Findings = Decide(attempt, job, ties, facts);
        (attempt.State, attempt.CheckedAt) = (attempt.Findings.All(finding => finding.Holds) ? AttemptState.Passed : AttemptState.Failed, now);
        if (attempt.State == AttemptState.Passed)
            db.Record(Passed(attempt));
        await db.SaveChangesAsync(stop);
        if (attempt.State == AttemptState.Passed)
            await CompleteAsync(db, attempt, now, stop);
        await transaction.CommitAsync(stop);
    }

    /// <param name="ties">Those from the job and from what it made.</param>
    /// <param name="facts">Of the artefact's revision; null when there is none.</param>
    public static IReadOnlyList<PracticalFinding> Decide(PracticalAttempt attempt, Job job, IReadOnlyList<TieRow> ties, JsonElement? facts)
    {
        var ended = new PracticalFinding(new("ジョブが完了した", "The job succeeded"), job.State == JobState.Succeeded ? job.Id : $"{job.State}: {job.Reason.En}", job.State == JobState.Succeeded);
        if (attempt.Artefact is not { } artefact || facts is not { } measured)
            return [ended];
        List<string> Tied(string from, string relation) => [.. ties.Where(tie => tie.From == from && tie.Relation == relation).Select(tie => tie.To)];
        var node = job.Node.ToString();
        var (madeBy, runBy, used) = (Tied(artefact, Relations.MadeBy), Tied(node, Relations.RunBy), Tied(node, Relations.Used).ConvertAll(NodeRef.Parse));
        return
        [
            ended,
            new(new("モデルはこのジョブが作った", "This job made the model"), string.Join(", ", madeBy), madeBy.Contains(node)),
            new(new("ジョブは本人が実行した", "The learner ran the job"), string.Join(", ", runBy), runBy.Contains(NodeRef.Of("person", attempt.PersonId).ToString())),
            .. attempt.Inputs.Select(input => Used(input.Key, NodeRef.Parse(input.Value), used)),
            .. attempt.Passes.Select(bound => Measured(bound, measured)),
        ];
    }

    private static PracticalFinding Used(string input, NodeRef wanted, List<NodeRef> used)
    {
        var found = used.Find(node => node.Whole == wanted.Whole);
        return new(
            new($"入力 {input} は {wanted}", $"The input {input} is {wanted}"),
            found.Kind is null ? "—" : found.ToString(), found.Kind is not null && (wanted.Revision is null || found.Revision?.StartsWith(wanted.Revision, StringComparison.Ordinal) == true));
    }

    private static PracticalFinding Measured(MetricBound bound, JsonElement facts)
    {
        var value = Measure(bound.Measure, facts);
        return new(Words.Same(bound.ToString()), value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "—", value is { } known && bound.Holds(known));
    }

    /// <summary>A fact that is a number, or one of the measures on held-out items, which are written as <c>head measure value</c>.</summary>
    private static double? Measure(string name, JsonElement facts)
    {
        if (facts.TryGetProperty(name, out var fact) && fact.ValueKind == JsonValueKind.Number)
            return fact.GetDouble();
        if (!facts.TryGetProperty(HeldOut, out var measures) || measures.ValueKind != JsonValueKind.Array)
            return null;
        return measures.EnumerateArray().Select(text => text.GetString() ?? "").FirstOrDefault(text => text.StartsWith(name + " ", StringComparison.Ordinal)) is { } line
            && double.TryParse(line[(name.Length + 1)..], CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static async Task<JsonElement?> FactsAsync(HubDb db, NodeRef artefact, CancellationToken stop)
    {
        var repository = await FindRepository.OfNode(db, artefact).FirstAsync(stop);
        return (await FindRepository.Of(db, repository).FirstAsync(row => row.Hash == artefact.Revision, stop)).FactsJson;
    }

    private static ThreadEntry Passed(PracticalAttempt attempt) => new()
    {
        Actor = JobChanges.Hub,
        Kind = "practical.passed",
        Subject = attempt.Node,
        Facts = new Dictionary<string, object?> { ["course"] = attempt.CourseId, ["version"] = attempt.CourseVersion, ["findings"] = attempt.Findings.Select(finding => $"{finding.What.En}: {finding.Found}") },
        Ties =
        [
            new(attempt.Node, Relations.BelongsTo, NodeRef.Of(Course.NodeKind, attempt.CourseId)),
            new(attempt.Node, Relations.BelongsTo, NodeRef.Of("institution", attempt.InstitutionId)),
            new(attempt.Node, Relations.CompletedBy, NodeRef.Of("person", attempt.PersonId)),
            new(attempt.Node, Relations.EvidencedBy, attempt.JobNode),
            new(attempt.Node, Relations.EvidencedBy, NodeRef.Parse(attempt.Artefact!)),
        ],
    };

    private static async Task CompleteAsync(HubDb db, PracticalAttempt attempt, DateTime now, CancellationToken stop)
    {
        var course = await FindCourse.RunAsync(db, attempt.CourseId, stop);
        if (!course.Refused && await db.Set<Enrolment>().FindAsync([attempt.PersonId, attempt.CourseId], stop) is { } enrolment)
            await CompleteCourse.SaveAsync(db, course.Value, enrolment, now, stop);
    }
}
