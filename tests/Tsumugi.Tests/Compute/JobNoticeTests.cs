using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Notices;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute;

/// <summary>Who submitted hears once of a job, and once of a sweep.</summary>
public sealed class JobNoticeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_is_told_when_it_ended_and_a_sweep_when_its_last_job_did()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("member", false, "lab");
        var told = await hub.UseDbAsync(async db =>
        {
            var (alone, first, second) = (Job("alone", null), Job("first", "sweep"), Job("second", "sweep"));
            db.AddRange(alone, first, second);
            await JobChanges.FailAsync(db, alone, FailureKind.Code, new("列がありません。", "There is no such column."), DateTime.UtcNow, Stop);
            await JobChanges.SucceedAsync(db, first, [], DateTime.UtcNow, Stop);
            await TakeAsync(db);
            Assert.Single(await db.Set<Notice>().ToListAsync(Stop));
            await JobChanges.FailAsync(db, second, FailureKind.Code, new("列がありません。", "There is no such column."), DateTime.UtcNow, Stop);
            await TakeAsync(db);
            return await db.Set<Notice>().OrderBy(row => row.Id).Select(row => row.TitleEn + " " + row.Href).ToListAsync(Stop);
        });
        Assert.Equal(["Your job probe failed: There is no such column. /jobs/alone", "The sweep of probe has ended: 1 of 2 succeeded /sweeps/sweep"], told);
    }

    [Fact]
    public async Task Whoever_cancels_their_own_job_is_not_told()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("member", false, "lab");
        Assert.Empty(await hub.UseDbAsync(async db =>
        {
            var job = Job("own", null);
            db.Add(job);
            await JobChanges.CancelAsync(db, NodeRef.Of("person", "member"), job, new("取り消されました。", "It was cancelled."), DateTime.UtcNow, Stop);
            await TakeAsync(db);
            return await db.Set<Notice>().ToListAsync(Stop);
        }));
    }

    private static async Task TakeAsync(HubDb db) => Assert.True(await new TakeNotices([new JobNotices()], new() { DataFolder = "", WorkerPath = "", RecipeFolder = "" }).StepAsync(db, DateTime.UtcNow, Stop));

    private static Job Job(string id, string? sweep) => new()
    {
        Id = id,
        Kind = "probe",
        RecipeName = "probe",
        Recipe = "{}",
        InstitutionId = "lab",
        PersonId = "member",
        Inputs = new Dictionary<string, string>(),
        Output = null,
        Seed = 1,
        Threads = 1,
        SweepId = sweep,
        CreatedAt = DateTime.UtcNow,
        State = JobState.Running,
    };
}
