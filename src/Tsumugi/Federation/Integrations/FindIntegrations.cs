using Microsoft.EntityFrameworkCore;
using Tsumugi.Compute;
using Tsumugi.Federation.Trainings;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Integration.Searches;

namespace Tsumugi.Federation.Integrations;

/// <summary>One integration, whichever way it goes.</summary>
/// <param name="Id">Of the job, the search or the training.</param>
/// <param name="From">Nodes of the models and data that go in.</param>
/// <param name="Result">Node of the model that came of it; null before.</param>
public sealed record Integration(Words Way, string Id, string Href, string State, string Institution, IReadOnlyList<string> From, string? Result, DateTime At);

/// <summary>The latest integrations that the caller may see, of all three ways; each is found by its own room's rules.</summary>
public static class FindIntegrations
{
    private static readonly Dictionary<string, Words> Ways = new(StringComparer.Ordinal)
    {
        ["merge"] = new("重みの統合", "Merge"),
        ["connect"] = new("接続", "Connect"),
        ["fuse"] = new("接続（融合）", "Connect (fusion)"),
    };

    public static async Task<IReadOnlyList<Integration>> RecentAsync(HubDb db, Caller caller, int most, CancellationToken stop)
    {
        var kinds = Ways.Keys.ToList();
        var jobs = await FindJob.Visible(db, caller).Where(row => kinds.Contains(row.Kind)).Take(most).ToListAsync(stop);
        var searches = await FindSearch.Visible(db, caller).Take(most).ToListAsync(stop);
        var trainings = await FindTraining.Visible(db, caller).Take(most).ToListAsync(stop);
        return
        [
            .. jobs.Select(job => new Integration(Ways[job.Kind], job.Id, $"/jobs/{job.Id}", job.State.ToString(), job.InstitutionId, [.. job.Inputs.Values], job.Outputs is [var made, ..] ? made : null, job.CreatedAt))
                .Concat(searches.Select(search => new Integration(new("統合の探索", "Merge search"), search.Id, $"/integration/searches/{search.Id}", search.State, search.InstitutionId, [.. search.Request.Merge.Inputs.Values], null, search.CreatedAt)))
                .Concat(trainings.Select(training => new Integration(new("連合学習", "Federate"), training.Id, $"/federation/trainings/{training.Id}", training.State, training.InstitutionId, [training.Request.Model], training.Result, training.CreatedAt)))
                .OrderByDescending(one => one.At).ThenBy(one => one.Id, StringComparer.Ordinal).Take(most),
        ];
    }
}
