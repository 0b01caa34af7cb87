using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Ethics;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Withdrawals;

/// <summary>Once data are withdrawn, nothing new is made from them, under no name and by nobody.</summary>
public sealed class WithdrawalTests(LabHub lab) : IClassFixture<LabHub>
{
    private static readonly Caller Steward = new() { PersonId = "boss", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Steward } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_door_refuses_what_was_withdrawn_and_says_which_when_and_why()
    {
        var (_, old) = await DatasetAsync("doors", "alpha");
        var made = await ModelAsync("from-doors", old.Node);
        using var member = lab.Hub.Client(await lab.Hub.TokenAsync("member"));
        string[] addresses =
        [
            $"/api/v1/datasets/lab/doors/revisions/{old.Hash}/files/alpha.txt",
            "/datasets/lab/doors/resolve/main/alpha.txt",
            $"/api/v1/models/lab/from-doors/revisions/{made.Hash}/files/from-doors.txt",
            "/lab/from-doors/resolve/main/from-doors.txt",
        ];
        foreach (var address in addresses)
            Assert.Equal(HttpStatusCode.OK, (await member.GetAsync(new Uri(address, UriKind.Relative), Stop)).StatusCode);

        var withdrawal = await WithdrawAsync("doors", new("Consent was taken back", Whole: true));
        foreach (var address in addresses)
        {
            using var boss = lab.Hub.Client(await lab.Hub.TokenAsync("boss"));
            foreach (var client in (HttpClient[])[member, boss])
                await AssertRefusedAsync(await client.GetAsync(new Uri(address, UriKind.Relative), Stop), withdrawal);
        }

        var decision = (await EffectiveAsync(made.Node)).Decide(new(), DateTime.UtcNow);
        Assert.Equal((AskWithdrawn.Rule, withdrawal.Node), (decision.Findings[0].Rule, decision.Findings[0].Sources[0]));
        Assert.Equal("conditions", decision.ToRefusal()?.Code);
        using var card = await member.GetAsync(new Uri("/api/v1/datasets/lab/doors", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.OK, card.StatusCode);
        Assert.Equal("already-withdrawn", (await TryAsync("doors", new("Again", Whole: true))).Refusal?.Code);
    }

    [Fact]
    public async Task A_confirmed_revision_may_be_used_and_what_came_of_earlier_ones_may_not()
    {
        var (dataset, old) = await DatasetAsync("cohort", "subject-1", "subject-2");
        var (job, made) = (await JobAsync("cohort-job", JobState.Succeeded, old.Node), await ModelAsync("cohort-model", old.Node));
        var withdrawal = await WithdrawAsync("cohort", new("Subject 2 took the consent back", Subjects: ["S-2"]));
        var without = await CommitAsync(dataset, new FileOperation.Delete("subject-2.txt"));
        Assert.NotNull(await AskAsync(without.Node));

        Assert.Equal("withdrawn-revision", (await ConfirmAsync(withdrawal, old)).Refusal?.Code);
        Assert.False((await ConfirmAsync(withdrawal, without)).Refused);
        Assert.Equal("already-confirmed", (await ConfirmAsync(withdrawal, without)).Refusal?.Code);
        Assert.Equal(((string?)"withdrawn", (string?)"withdrawn", (string?)null), (await AskAsync(old.Node), await AskAsync(made.Node), await AskAsync(without.Node)));

        // Later revisions are free as well, unless they bring back what was taken out.
        var grown = await CommitAsync(dataset, await PutAsync("subject-3"));
        Assert.Null(await AskAsync(grown.Node));
        var back = await CommitAsync(dataset, await PutAsync("subject-2"));
        Assert.NotNull(await AskAsync(back.Node));

        await AddModelRevisionAsync("cohort-model", without.Node, JobNode("cohort-again"));
        var report = await ReportAsync(withdrawal);
        Assert.Equal([NodeRef.Parse("job:cohort-job"), made.Node.Whole], report.Items);
        Assert.Equal("person:member", (await PageAsync(report))[0].Owner);
        Assert.Equal((2, "institution:lab"), (report.Open, (await PageAsync(report))[1].Institution));

        var cleared = await lab.Hub.UseDbAsync(db => ClearByEvidence.RunAsync(db, Steward, withdrawal.Id, DateTime.UtcNow, Stop));
        Assert.Equal([made.Node.Whole], cleared.Value);
        var settled = (await PageAsync(await ReportAsync(withdrawal)))[1];
        Assert.Equal((TaskState.Done, "boss"), (settled.State, settled.Person));
        Assert.StartsWith("model:lab/cohort-model@", settled.Evidence, StringComparison.Ordinal);
        Assert.True(await RecordedAsync("withdrawal.settled", made.Node.Whole));
        Assert.Equal(job, report.Items[0]);
    }

    [Fact]
    public async Task A_model_brought_in_by_hand_is_no_evidence()
    {
        var (_, old) = await DatasetAsync("by-hand", "hand-data");
        var made = await ModelAsync("hand-model", old.Node);
        var withdrawal = await WithdrawAsync("by-hand", new("Consent was taken back", Whole: true));
        await CommitAsync(await RepositoryAsync(made.Node), new FileOperation.Delete("hand-model.txt"), await PutAsync("other-weights"));
        Assert.Empty((await lab.Hub.UseDbAsync(db => ClearByEvidence.RunAsync(db, Steward, withdrawal.Id, DateTime.UtcNow, Stop))).Value);

        Task<Outcome<ImpactTask>> SayAsync(Caller caller, string note, NodeRef node) => lab.Hub.UseDbAsync(db =>
            ChangeTask.RunAsync(db, caller, withdrawal.Id, new(node.ToString(), TaskState.Done, note), DateTime.UtcNow, Stop));
        Assert.Equal("no-note", (await SayAsync(LabHub.Member, " ", made.Node.Whole)).Refusal?.Code);
        Assert.Equal("not-found", (await SayAsync(LabHub.Member, "Deleted", NodeRef.Parse("model:lab/none"))).Refusal?.Code);
        var outsider = new Caller { PersonId = "outsider" };
        Assert.Equal("not-found", (await SayAsync(outsider, "Deleted", made.Node.Whole)).Refusal?.Code);
        Assert.Equal("Deleted for good", (await SayAsync(LabHub.Member, "Deleted for good", made.Node.Whole)).Value.Note);
    }

    [Fact]
    public async Task Copies_are_withdrawn_whether_they_were_there_or_come_later()
    {
        var (dataset, old) = await DatasetAsync("copied", "copy-one");
        var (copy, early) = await DatasetAsync("early-copy", "copy-one");
        Assert.Null(await AskAsync(early.Node));
        var withdrawal = await WithdrawAsync("copied", new("Subject took the consent back", Subjects: ["S-1"]));
        var (_, late) = await DatasetAsync("late-copy", "copy-one", "more");
        foreach (var node in (NodeRef[])[old.Node, early.Node, late.Node])
            Assert.Equal("withdrawn", await AskAsync(node));
        Assert.Equal([copy.Node, late.Node.Whole], (await ReportAsync(withdrawal)).Items);

        // The copy's own way out: the files are gone, and the steward of who withdrew confirms it.
        var mended = await CommitAsync(copy, new FileOperation.Delete("copy-one.txt"), await PutAsync("mended"));
        await ConfirmAsync(withdrawal, await CommitAsync(dataset, new FileOperation.Delete("copy-one.txt"), await PutAsync("else")));
        Assert.Null(await AskAsync(mended.Node));
        var partly = await CommitAsync(await RepositoryAsync(late.Node), new FileOperation.Delete("copy-one.txt"));
        Assert.Equal("withdrawn", await AskAsync(partly.Node));
        Assert.False((await lab.Hub.UseDbAsync(db => ConfirmRevision.RunAsync(db, Steward, withdrawal.Id, new(partly.Hash, "lab/late-copy"), DateTime.UtcNow, Stop))).Refused);
        Assert.Null(await AskAsync(partly.Node));
    }

    [Fact]
    public async Task What_was_there_first_is_not_a_copy()
    {
        var (_, first) = await DatasetAsync("reference", "public-reference");
        await DatasetAsync("uses-reference", "public-reference", "own-data");
        await WithdrawAsync("uses-reference", new("Consent was taken back", Whole: true));
        Assert.Null(await AskAsync(first.Node));
    }

    [Fact]
    public async Task Jobs_that_use_it_are_ended_with_it_or_nothing_is_changed()
    {
        var (_, old) = await DatasetAsync("running", "running-data");
        var made = await ModelAsync("running-model", old.Node);
        await JobAsync("direct", JobState.Running, old.Node);
        await JobAsync("of-model", JobState.Finishing, made.Node);
        await JobAsync("unrelated", JobState.Running, NodeRef.Parse("dataset:lab/open"));

        await using (var scope = lab.Hub.Services.CreateAsyncScope())
        {
            var ending = scope.ServiceProvider.GetServices<IEndsWithWithdrawal>().Append(new Breaks());
            await Assert.ThrowsAsync<IOException>(() => new WithdrawData(scope.ServiceProvider.GetRequiredService<HubDb>(), ending)
                .RunAsync(Steward, "lab/running", new("Consent was taken back", Whole: true), DateTime.UtcNow, Stop));
        }

        Assert.Equal((JobState.Running, null), (await StateAsync("direct"), await AskAsync(old.Node)));
        Assert.Empty(await lab.Hub.UseDbAsync(db => db.Set<Withdrawal>().Where(row => row.Dataset == "dataset:lab/running").ToListAsync(Stop)));

        // A worker that was done a moment ago comes too late: what it made is not taken.
        await using var executor = lab.Hub.Services.CreateAsyncScope();
        var late = executor.ServiceProvider.GetRequiredService<HubDb>();
        var finishing = await late.Set<Job>().FirstAsync(job => job.Id == "of-model", Stop);
        await WithdrawAsync("running", new("Consent was taken back", Whole: true));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => JobChanges.SucceedAsync(late, finishing, [], DateTime.UtcNow, Stop));
        Assert.Equal((JobState.Cancelled, JobState.Cancelled, JobState.Running), (await StateAsync("direct"), await StateAsync("of-model"), await StateAsync("unrelated")));
        var reason = await lab.Hub.UseDbAsync(db => db.Set<Job>().Where(job => job.Id == "direct").Select(job => job.ReasonEn).FirstAsync(Stop));
        Assert.Contains("lab/running was withdrawn on", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outsider", 403)]
    [InlineData("member", 403)]
    [InlineData("anonymous", 401)]
    public async Task Only_stewards_withdraw(string who, int expected)
    {
        using var client = lab.Hub.Client(who == "anonymous" ? null : await lab.Hub.TokenAsync(who));
        using var answer = await client.PostAsJsonAsync("/api/v1/datasets/lab/open/withdrawals", new WithdrawalRequest("Why", Whole: true), Stop);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_withdrawal_says_everything_that_is_wrong_with_it_at_once()
    {
        var refused = WithdrawData.Faults(new(" ", Subjects: [])).ToRefusal()!;
        Assert.Equal(["reason", "subjects"], refused.Fields!.Keys);
        Assert.NotNull(WithdrawData.Faults(new("Why", Whole: true, Subjects: ["S-1"])).ToRefusal());
        Assert.NotNull(WithdrawData.Faults(new("Why", Subjects: ["S-1", " "])).ToRefusal());
        Assert.NotNull(WithdrawData.Faults(new("Why", Subjects: [.. Enumerable.Range(0, 10_001).Select(at => $"S-{at}")])).ToRefusal());
        Assert.Null(WithdrawData.Faults(new("Why", Subjects: ["S-1"])).ToRefusal());
        Assert.Equal("not-found", (await TryAsync("nothing", new("Why", Whole: true))).Refusal?.Code);
    }

    [Fact]
    public async Task The_report_by_the_interface_names_subjects_to_stewards_only_and_nothing_of_them_is_on_the_thread()
    {
        var (_, old) = await DatasetAsync("named", "named-data");
        await ModelAsync("named-model", old.Node);
        using var boss = lab.Hub.Client(await lab.Hub.TokenAsync("boss"));
        using var posted = await boss.PostAsJsonAsync("/api/v1/datasets/lab/named/withdrawals", new WithdrawalRequest("Asked for by mail", Subjects: ["JP-0815"]), Stop);
        Assert.Equal(HttpStatusCode.Created, posted.StatusCode);
        var address = posted.Headers.Location!;
        var seen = (await boss.GetFromJsonAsync<ImpactView>(address, Stop))!;
        Assert.Equal(["JP-0815"], seen.Withdrawal.SubjectIds);
        Assert.Equal(["model:lab/named-model"], seen.Items.Select(item => item.Node));

        using var outsider = lab.Hub.Client(await lab.Hub.TokenAsync("outsider"));
        var less = (await outsider.GetFromJsonAsync<ImpactView>(address, Stop))!;
        Assert.Equal((null, 1, 0, 1), (less.Withdrawal.SubjectIds, less.Withdrawal.Subjects, less.Items.Count, less.Hidden));
        Assert.DoesNotContain("JP-0815", await outsider.GetStringAsync(address, Stop), StringComparison.Ordinal);
        var events = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind == "dataset.withdrawn").Select(row => row.Body).ToListAsync(Stop));
        Assert.Contains(events, body => body.Contains("Asked for by mail", StringComparison.Ordinal));
        Assert.DoesNotContain(events, body => body.Contains("JP-0815", StringComparison.Ordinal));
    }

    private sealed class Breaks : IEndsWithWithdrawal
    {
        public Task<Action> EndAsync(HubDb db, Withdrawal withdrawal, WithdrawalReach reach, Caller caller, DateTime now, CancellationToken stop) => throw new IOException("The disk is full.");
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, Withdrawal withdrawal)
    {
        using (answer)
        {
            var said = $"{answer.Headers} {await answer.Content.ReadAsStringAsync(Stop)}";
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            foreach (var part in (string[])["withdrawn", withdrawal.Node.Id, $"{withdrawal.At:yyyy-MM-dd}", withdrawal.Reason])
                Assert.Contains(part, said, StringComparison.Ordinal);
        }
    }

    private async Task<(Repository Dataset, Revision Revision)> DatasetAsync(string name, params string[] files)
    {
        var dataset = await lab.BeginAsync(RepositoryKinds.Dataset, name, Visibility.Hub);
        return (dataset, await CommitAsync(dataset, [.. await Task.WhenAll(files.Select(PutAsync))]));
    }

    private async Task<FileOperation> PutAsync(string name)
    {
        var stored = await lab.Hub.Services.GetRequiredService<ContentStore>().PutBytesAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"What {name} holds, ", 40))), Stop);
        return new FileOperation.Put(new($"{name}.txt", stored.Hash, stored.Size));
    }

    private async Task<Revision> CommitAsync(Repository into, params FileOperation[] operations)
    {
        await using var scope = lab.Hub.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await ReachableContents.BroughtAsync(db, LabHub.Member, [.. operations.OfType<FileOperation.Put>().Select(put => put.File.Hash)], DateTime.UtcNow, Stop);
        var made = await new CommitFiles { Repository = (await db.FindAsync<Repository>(into.Kind, into.InstitutionId, into.Name))!, Operations = operations, Title = "files" }
            .RunAsync(db, scope.ServiceProvider.GetRequiredService<Tsumugi.Datasets.Repositories.Checks.CheckContents>(), LabHub.Member, DateTime.UtcNow, Stop);
        Assert.False(made.Refused, made.Refusal?.Reason.En);
        return (await FindRepository.NewestAsync(db, into, Stop))!;
    }

    private async Task<Revision> ModelAsync(string name, NodeRef from)
    {
        await lab.BeginAsync(RepositoryKinds.Model, name, Visibility.Hub);
        return await AddModelRevisionAsync(name, from, null);
    }

    private async Task<Revision> AddModelRevisionAsync(string name, NodeRef from, NodeRef? job)
    {
        var put = (FileOperation.Put)await PutAsync(job is null ? name : $"{name}-again");
        return await lab.Hub.UseDbAsync(async db =>
        {
            var revision = await new AddRevision
            {
                Repository = (await db.FindAsync<Repository>([RepositoryKinds.Model, "lab", name], Stop))!,
                Actor = LabHub.Member.Node,
                PersonId = "member",
                JobId = job?.Id,
                Files = [put.File],
                Sources = [(Relations.DerivedFrom, from)],
            }.StageAsync(db, DateTime.UtcNow, Stop);
            await db.SaveChangesAsync(Stop);
            return revision;
        });
    }

    private static NodeRef JobNode(string id) => NodeRef.Of("job", id);

    private Task<NodeRef> JobAsync(string id, JobState state, NodeRef input) => lab.Hub.UseDbAsync(async db =>
    {
        db.Add(new Job
        {
            Id = id,
            Kind = "align",
            RecipeName = "align",
            Recipe = "{}",
            InstitutionId = "lab",
            PersonId = "member",
            Output = null,
            Seed = 1,
            Threads = 1,
            Inputs = new Dictionary<string, string> { ["genes"] = input.ToString() },
            CreatedAt = DateTime.UtcNow,
            State = state,
        });
        db.Record(new()
        {
            Actor = LabHub.Member.Node,
            Kind = "job.submitted",
            Subject = JobNode(id),
            Ties = [new(JobNode(id), Relations.RunBy, LabHub.Member.Node), new(JobNode(id), Relations.Used, input)],
        });
        await db.SaveChangesAsync(Stop);
        return JobNode(id);
    });

    private Task<JobState> StateAsync(string job) => lab.Hub.UseDbAsync(db => db.Set<Job>().Where(row => row.Id == job).Select(row => row.State).FirstAsync(Stop));

    private Task<Repository> RepositoryAsync(NodeRef node) => lab.Hub.UseDbAsync(db => FindRepository.OfNode(db, node).FirstAsync(Stop));

    private Task<EffectiveConditions> EffectiveAsync(NodeRef node) => lab.Hub.UseDbAsync(db => EffectiveConditions.OfAsync(db, [node], Stop));

    private Task<string?> AskAsync(NodeRef node) => lab.Hub.UseDbAsync(async db => (await FindWithdrawals.AskAsync(db, [node], Stop))?.Code);

    private async Task<Outcome<Withdrawal>> TryAsync(string dataset, WithdrawalRequest request)
    {
        await using var scope = lab.Hub.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<WithdrawData>().RunAsync(Steward, $"lab/{dataset}", request, DateTime.UtcNow, Stop);
    }

    private async Task<Withdrawal> WithdrawAsync(string dataset, WithdrawalRequest request) => (await TryAsync(dataset, request)).Value;

    private Task<Outcome<Withdrawal>> ConfirmAsync(Withdrawal withdrawal, Revision revision) =>
        lab.Hub.UseDbAsync(db => ConfirmRevision.RunAsync(db, Steward, withdrawal.Id, new(revision.Hash), DateTime.UtcNow, Stop));

    private Task<ImpactReport> ReportAsync(Withdrawal withdrawal) => lab.Hub.UseDbAsync(async db =>
        await ImpactReport.ReadAsync(db, Steward, await db.Set<Withdrawal>().FirstAsync(row => row.Id == withdrawal.Id, Stop), Stop));

    private Task<IReadOnlyList<ImpactItem>> PageAsync(ImpactReport report) => lab.Hub.UseDbAsync(db => report.PageAsync(db, 0, 100, Stop));

    private Task<bool> RecordedAsync(string kind, NodeRef subject) => lab.Hub.UseDbAsync(db => db.Set<EventRow>().AnyAsync(row => row.Kind == kind && row.Subject == subject.ToString(), Stop));
}
