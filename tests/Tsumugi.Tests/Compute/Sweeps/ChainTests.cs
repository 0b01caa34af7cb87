using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Institutions;
using Tsumugi.Thread;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Tests.Compute.Sweeps;

/// <summary>Jobs that wait for others, with the real worker.</summary>
public sealed class ChainTests(TrainingLab lab) : IClassFixture<TrainingLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_job_takes_the_model_that_the_first_one_made()
    {
        var (data, more) = (await lab.DatasetAsync(), await lab.DatasetAsync());
        var first = await lab.Member.SubmitAsync(TrainingLab.Tiny(data, "chain-first"), Stop);
        var second = await lab.Member.SubmitAsync(TrainingLab.GoOn(more, $"job:{first.Id}", "chain-second"), Stop);
        var third = await lab.Member.SubmitAsync(TrainingLab.Tiny(more, "chain-third") with { After = [second.Id] }, Stop);
        Assert.Equal((JobState.Held, JobState.Held), (second.State, third.State));
        Assert.Contains(first.Id, second.Reason, StringComparison.Ordinal);
        Assert.Contains(await OriginsAsync(second.Id), origin => origin.StartsWith(data, StringComparison.Ordinal));

        Assert.All([await lab.EndedAsync(first.Id), await lab.EndedAsync(second.Id), await lab.EndedAsync(third.Id)], job => Assert.True(job.State == JobState.Succeeded, job.Reason));
        var (done, last, made) = (await lab.EndedAsync(second.Id), await lab.EndedAsync(third.Id), Assert.Single((await lab.EndedAsync(first.Id)).Outputs));
        Assert.Equal(made, done.Inputs["model"]);
        Assert.True(done.StartedAt >= (await lab.EndedAsync(first.Id)).FinishedAt && last.StartedAt >= done.FinishedAt);
        var ties = await lab.Wire.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == $"job:{second.Id}" && row.Kind.StartsWith("job.")).OrderBy(row => row.Seq).Select(row => new { row.Kind, row.Ties }).ToListAsync(Stop));
        Assert.Equal(["job.submitted", "job.queued", "job.starting", "job.succeeded"], ties.Select(row => row.Kind));
        Assert.Contains($"[\"job:{second.Id}\",\"used\",\"job:{first.Id}\"]", ties[0].Ties, StringComparison.Ordinal);
        Assert.Contains($"[\"job:{second.Id}\",\"used\",\"{made}\"]", ties[1].Ties, StringComparison.Ordinal);

        // One that has succeeded already is not waited for.
        var later = await lab.Member.SubmitAsync(TrainingLab.GoOn(more, $"job:{first.Id}", "chain-later") with { After = [third.Id] }, Stop);
        Assert.Equal((true, made), (later.State != JobState.Held, later.Inputs["model"]));
        await lab.Member.CancelAsync(later.Id, Stop);
    }

    [Fact]
    public async Task What_waits_in_vain_is_ended_with_all_that_waits_for_it()
    {
        var (data, unreadable) = (await lab.DatasetAsync(), await lab.DatasetAsync(readable: false));
        var first = await lab.Member.SubmitAsync(TrainingLab.Tiny(unreadable, "vain-first"), Stop);
        var second = await lab.Member.SubmitAsync(TrainingLab.GoOn(data, $"job:{first.Id}", "vain-second"), Stop);
        var third = await lab.Member.SubmitAsync(TrainingLab.GoOn(data, $"job:{second.Id}", "vain-third"), Stop);
        Assert.Equal(JobState.Failed, (await lab.EndedAsync(first.Id)).State);
        foreach (var (waited, lost) in ((string, string)[])[(second.Id, first.Id), (third.Id, second.Id)])
        {
            var ended = await lab.EndedAsync(waited);
            Assert.Equal((JobState.Cancelled, 0), (ended.State, ended.Attempt));
            Assert.Contains(lost, ended.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(("bad-job", "after"), await TrainingLab.RefusedAsync(() => lab.Member.SubmitAsync(TrainingLab.Tiny(data, "vain") with { After = [first.Id] }, Stop)) is var refused ? (refused.Code, refused.Fields.Single()) : default);
    }

    [Fact]
    public async Task A_withdrawal_reaches_what_waits_for_something_made_from_the_data()
    {
        var (data, other) = (await lab.DatasetAsync(), await lab.DatasetAsync());
        var first = await lab.Member.SubmitAsync(TrainingLab.Tiny(data, "taken-first") with { Changes = Steps(100_000) }, Stop);
        var second = await lab.Member.SubmitAsync(TrainingLab.GoOn(other, $"job:{first.Id}", "taken-second"), Stop);
        var third = await lab.Member.SubmitAsync(TrainingLab.GoOn(other, $"job:{second.Id}", "taken-third"), Stop);
        var steward = new Caller { PersonId = "boss", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Steward } };
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(lab.Wire.Hub.Services);
        var withdraw = (WithdrawData)scope.ServiceProvider.GetService(typeof(WithdrawData))!;
        Assert.False((await withdraw.RunAsync(steward, NodeRef.Parse(data).Whole.Id, new("Consent was taken back", Whole: true), DateTime.UtcNow, Stop)).Refused);
        foreach (var id in (string[])[first.Id, second.Id, third.Id])
            Assert.Equal(JobState.Cancelled, (await lab.EndedAsync(id)).State);
    }

    [Fact]
    public async Task Only_jobs_that_the_submitter_sees_and_that_make_a_model_are_waited_for()
    {
        var data = await lab.DatasetAsync();
        var first = await lab.Member.SubmitAsync(TrainingLab.Tiny(data, "seen") with { Changes = Steps(100_000) }, Stop);
        await lab.Wire.Hub.UseDbAsync(db => db.Set<Job>().Where(row => row.Id == first.Id).ExecuteUpdateAsync(row => row.SetProperty(job => job.Output, (string?)null), Stop));
        var refused = await TrainingLab.RefusedAsync(() => lab.Member.SubmitAsync(TrainingLab.GoOn(data, $"job:{first.Id}", "unseen") with { After = ["no-such-job"] }, Stop));
        Assert.Equal(("bad-job", "after inputs.model"), (refused.Code, string.Join(' ', refused.Fields)));
        Assert.Equal(("bad-job", "inputs.data"), await TrainingLab.RefusedAsync(() => lab.Member.SubmitAsync(TrainingLab.Tiny($"job:{first.Id}", "unseen"), Stop)) is var shape ? (shape.Code, shape.Fields.Single()) : default);
        using var outsider = new Tsumugi.Client.HubClient(lab.Wire.Hub.Address, await lab.Wire.Hub.TokenAsync("outsider"));
        var theirs = await TrainingLab.RefusedAsync(() => outsider.SubmitAsync(TrainingLab.Tiny(data, "unseen") with { Institution = "elsewhere", After = [first.Id] }, Stop));
        Assert.Equal(("bad-job", "after"), (theirs.Code, theirs.Fields.Single()));
        await lab.Member.CancelAsync(first.Id, Stop);
    }

    private Task<List<string>> OriginsAsync(string job) => lab.Wire.Hub.UseDbAsync(db => FindOrigins.OfAsync(db, [NodeRef.Of(Job.NodeKind, job)], Stop));

    private static Dictionary<string, System.Text.Json.JsonElement> Steps(int count) => new() { ["steps"] = System.Text.Json.JsonSerializer.SerializeToElement(count) };
}
