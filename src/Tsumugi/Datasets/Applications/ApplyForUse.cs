using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Projects.Applications;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Applications;

/// <summary>What stands in a project's way, by the dataset or model whose rule it is.</summary>
/// <param name="Hidden">Some of it comes from what the caller may not be told of.</param>
public sealed record Obstacles(Repository Repository, Project Project, IReadOnlyDictionary<NodeRef, IReadOnlyList<Finding>> BySource, bool Hidden);

/// <summary>A project applies for the use of a dataset or model: to the committee of each source whose conditions stand in the way.</summary>
public sealed class ApplyForUse(HubDb db, FindActing acting)
{
    /// <param name="id"><c>institution/name</c>.</param>
    public async Task<Outcome<Obstacles>> LookAsync(Caller caller, string kind, string id, string project, DateTime now, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Read, kind, id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        var inName = await acting.RunAsync(caller, Purpose.FoundationModelTraining, project, null, now, stop);
        if (inName.Refused)
            return inName.Refusal!;
        if (inName.Value.Project is not { } applicant)
            return NoProject;
        var newest = await FindRepository.NewestAsync(db, repository.Value, stop);
        var effective = await EffectiveConditions.OfAsync(db, [newest?.Node ?? repository.Value.Node], stop);
        var found = Obstructing(effective, inName.Value.Purpose, now);
        var sources = found.SelectMany(finding => finding.Sources).Distinct().ToList();
        var visible = await VisibleNodes.AmongAsync(db, caller, sources, stop);
        return new Obstacles(
            repository.Value, applicant,
            visible.OrderBy(source => source.ToString(), StringComparer.Ordinal)
                .ToDictionary(source => source, source => (IReadOnlyList<Finding>)[.. found.Where(finding => finding.Sources.Contains(source))]),
            visible.Count < sources.Count || found.Exists(finding => finding.MoreSources > 0));
    }

    /// <returns>One application for each source.</returns>
    public async Task<Outcome<IReadOnlyList<UseApplication>>> RunAsync(Caller caller, string kind, string id, string project, ApplicationEntry entry, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var looked = await LookAsync(caller, kind, id, project, now, stop);
        if (looked.Refused)
            return looked.Refusal!;
        if (looked.Value.BySource.Count == 0)
            return looked.Value.Hidden ? AskOwner(looked.Value.Repository) : NotNeeded(looked.Value.Repository, project);
        var institution = await db.Set<ProjectMember>().Where(row => row.ProjectId == looked.Value.Project.Id && row.PersonId == caller.PersonId).Select(row => row.InstitutionId).SingleAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var made = new List<UseApplication>();
        foreach (var (source, findings) in looked.Value.BySource)
        {
            var one = await new SubmitApplication(looked.Value.Project, source, [.. findings.Select(finding => finding.Rule)], entry).RunAsync(db, caller, institution, now, stop);
            if (one.Refused)
                return one.Refusal!;
            made.Add(one.Value);
        }

        await transaction.CommitAsync(stop);
        return made;
    }

    /// <summary>What stands in the way of training; and what needs a committee before the model that comes of it is let out, so that one application does.</summary>
    private static List<Finding> Obstructing(EffectiveConditions effective, Purpose purpose, DateTime now)
    {
        var training = effective.Decide(purpose, now).Findings.Where(finding => finding.Ruling >= Ruling.NeedsCommittee).ToList();
        var releasing = effective.Decide(purpose with { ReleasesWeights = true, ReleasesOutputs = true }, now).Findings
            .Where(finding => finding.Ruling == Ruling.NeedsCommittee && training.TrueForAll(known => known.Rule != finding.Rule));
        return [.. training, .. releasing];
    }

    private static Refusal NoProject { get; } = new FieldFaults()
        .Need(false, "project", new("どのプロジェクトの名前で申請するかを選んでください。", "Say in which project's name you apply."))
        .ToRefusal("no-project")!;

    private static Refusal NotNeeded(Repository repository, string project) => Refusal.Conflict(
        "application-not-needed",
        new($"プロジェクト {project} は {repository.Id} を申請なしで使えます。", $"The project {project} may use {repository.Id} without an application."),
        new("そのままジョブを実行してください。", "Go on and run your job."));

    private static Refusal AskOwner(Repository repository) => Refusal.Conflict(
        "hidden-sources",
        new($"{repository.Id} の条件は、名前を表示できない由来から来ています。", $"The conditions of {repository.Id} come from sources that may not be named to you."),
        new($"{repository.InstitutionId} に相談してください。", $"Talk to {repository.InstitutionId}."));
}
