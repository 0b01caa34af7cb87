using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Concerns;

/// <summary>What might be misused is released only after two others agreed, and so is whatever came of it.</summary>
public sealed class ConcernTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static readonly Caller Steward = Of("steward"), Chair = Of("chair"), Boss = new() { PersonId = "boss", IsOperator = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Making_public_waits_for_two_reviewers_who_do_not_ask_for_it()
    {
        var (repository, concern) = await MarkedAsync("toxin", RepositoryKinds.Dataset);
        Assert.Equal("dual-use-review", (await PublishAsync(repository, Steward))?.Code);
        await ReviewAsync(concern, Steward, "public", repository.Node);
        await ReviewAsync(concern, Chair, "public", repository.Node);

        // Whoever asks does not count as a reviewer.
        var refused = await PublishAsync(repository, Steward);
        Assert.Contains("1 more", refused?.Reason.En, StringComparison.Ordinal);
        await ReviewAsync(concern, Boss, "public", repository.Node, yes: false);
        Assert.Contains("boss does not agree", (await PublishAsync(repository, Steward))?.Reason.En, StringComparison.Ordinal);
        await ReviewAsync(concern, Boss, "public", repository.Node);
        Assert.Null(await PublishAsync(repository, Steward));
        Assert.Equal(4, await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().CountAsync(row => row.Kind == "release.reviewed" && row.Subject == repository.Node.ToString(), Stop)));
    }

    [Fact]
    public async Task A_review_of_one_release_opens_no_other()
    {
        var (repository, concern) = await MarkedAsync("agent", RepositoryKinds.Dataset);
        foreach (var reviewer in (Caller[])[Chair, Boss])
            await ReviewAsync(concern, reviewer, "doi", repository.Node);
        Assert.Equal("dual-use-review", (await PublishAsync(repository, Steward))?.Code);
        Assert.Null(await AskAsync(repository.Node, ReleaseAct.Doi, repository.Node));
        Assert.Equal("dual-use-review", (await AskAsync(repository.Node, ReleaseAct.Grant, NodeRef.Parse("application:abc")))?.Code);
    }

    [Fact]
    public async Task A_concern_follows_into_what_was_made_from_it()
    {
        var (repository, concern) = await MarkedAsync("phage", RepositoryKinds.Dataset);
        var source = await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, repository, "phage", []));
        var model = await lab.Lab.BeginAsync(RepositoryKinds.Model, "phage-model", Visibility.Institution);
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, model, "phage-weights", [(Relations.DerivedFrom, source)]));
        Assert.Equal("dual-use-review", (await PublishAsync(model, Steward))?.Code);
        foreach (var reviewer in (Caller[])[Chair, Boss])
            await ReviewAsync(concern, reviewer, "public", model.Node);
        Assert.Null(await PublishAsync(model, Steward));
        var free = await lab.Lab.BeginAsync(RepositoryKinds.Model, "free-model", Visibility.Institution);
        Assert.Equal("bad-review", (await ReviewAsync(concern, Chair, "public", free.Node, check: false)).Refusal?.Code);
        Assert.Null(await PublishAsync(free, Steward));
    }

    [Fact]
    public async Task A_mark_goes_when_two_others_agree_and_may_then_be_released()
    {
        var (repository, concern) = await MarkedAsync("harmless", RepositoryKinds.Dataset);
        await ReviewAsync(concern, Steward, "lift", null);
        await ReviewAsync(concern, Chair, "lift", null);
        Assert.Equal("dual-use-review", (await PublishAsync(repository, Steward))?.Code);
        await ReviewAsync(concern, Boss, "lift", null);
        Assert.Null(await PublishAsync(repository, Steward));
        Assert.Equal("concern-lifted", (await ReviewAsync(concern, Chair, "public", repository.Node, check: false)).Refusal?.Code);
    }

    [Fact]
    public async Task Marks_and_reviews_are_for_stewards_and_say_what_is_wrong_with_them()
    {
        var (repository, concern) = await MarkedAsync("roles", RepositoryKinds.Dataset);
        Task<Outcome<Concern>> MarkAsync(Caller caller, string? category, string? reason) =>
            lab.Lab.Hub.UseDbAsync(db => new MarkConcern(RepositoryKinds.Dataset, repository.Id, category, reason).RunAsync(db, caller, DateTime.UtcNow, Stop));
        Assert.Equal("stewards-only", (await MarkAsync(LabHub.Member, "other", "why")).Refusal?.Code);
        Assert.Equal("stewards-only", (await ReviewAsync(concern, LabHub.Member, "public", repository.Node, check: false)).Refusal?.Code);
        var faults = (await MarkAsync(Steward, "2", " ")).Refusal!;
        Assert.Equal(["category", "reason"], faults.Fields.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("already-of-concern", (await MarkAsync(Steward, "harmfulAgent", "again")).Refusal?.Code);
        var outsider = new Caller { PersonId = "outsider", Memberships = new Dictionary<string, InstitutionRole> { ["elsewhere"] = InstitutionRole.Steward } };
        Assert.Equal("not-found", (await ReviewAsync(concern, outsider, "public", repository.Node, check: false)).Refusal?.Code);
    }

    [Fact]
    public async Task The_page_shows_the_concern_to_who_sees_the_dataset_and_forms_to_stewards()
    {
        var (repository, concern) = await MarkedAsync("on-page", RepositoryKinds.Dataset);
        await ReviewAsync(concern, Chair, "public", repository.Node);
        using var member = await lab.Lab.Hub.SignedInAsync("member");
        using var steward = await lab.Lab.Hub.SignedInAsync("steward");
        var seen = await (await member.GetAsync($"/datasets/{repository.Id}/concern")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("Could be used to harm", seen, StringComparison.Ordinal);
        Assert.Contains("/people/chair", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("review-release", seen, StringComparison.Ordinal);
        Assert.Contains("review-release", await (await steward.GetAsync($"/datasets/{repository.Id}/concern")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_from_it_is_held_back_where_everybody_would_see_it()
    {
        var (repository, concern) = await MarkedAsync("spillover", RepositoryKinds.Dataset);
        var source = await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, repository, "spillover", []));
        var model = await lab.Lab.BeginAsync(RepositoryKinds.Model, "open-model", Visibility.Hub);
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, model, "harmless weights", []));
        Assert.Equal(Visibility.Hub, await VisibilityAsync(model));

        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, model, "weights of concern", [(Relations.DerivedFrom, source)]));
        Assert.Equal(Visibility.Institution, await VisibilityAsync(model));
        Assert.True(await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().AnyAsync(row => row.Kind == "model.held-back" && row.Subject == model.Node.ToString(), Stop)));
        Assert.Equal("dual-use-review", (await PublishAsync(model, Steward))?.Code);
        foreach (var reviewer in (Caller[])[Chair, Boss])
            await ReviewAsync(concern, reviewer, "public", model.Node);
        Assert.Null(await PublishAsync(model, Steward));

        // The next one again: what reviewers agreed to was the one before.
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, model, "better weights of concern", [(Relations.DerivedFrom, source)]));
        Assert.Equal(Visibility.Institution, await VisibilityAsync(model));
        Assert.Equal("dual-use-review", (await PublishAsync(model, Steward))?.Code);
        await ReviewAsync(concern, Chair, "public", model.Node);
        await ReviewAsync(concern, Boss, "public", model.Node);
        Assert.Null(await PublishAsync(model, Steward));
    }

    [Fact]
    public async Task A_job_whose_output_would_be_held_back_is_refused_before_it_runs()
    {
        var (repository, _) = await MarkedAsync("refused-input", RepositoryKinds.Dataset);
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, repository, "refused-input", []));
        await lab.Lab.BeginAsync(RepositoryKinds.Model, "seen-by-all", Visibility.Hub);
        var member = await lab.AsAsync("member");
        Task<Tsumugi.Client.Compute.JobView> SubmitAsync(string output) => member.SubmitAsync(
            new() { Recipe = ProjectLab.Recipe, Institution = "lab", Inputs = new Dictionary<string, string> { ["genes"] = repository.Node.ToString() }, Output = output }, Stop);
        var refused = await Assert.ThrowsAsync<Tsumugi.Client.HubRefusedException>(() => SubmitAsync("seen-by-all"));
        Assert.Equal("dual-use-review", refused.Problem.Code);
        Assert.NotNull((await SubmitAsync("seen-by-few")).Id);
    }

    [Fact]
    public async Task Same_bytes_under_another_name_are_of_concern_as_well()
    {
        var (repository, _) = await MarkedAsync("original", RepositoryKinds.Dataset);
        var text = string.Concat(Enumerable.Repeat("a sequence of concern ", 20));
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, repository, text, []));
        var copy = await lab.Lab.BeginAsync(RepositoryKinds.Dataset, "innocent", Visibility.Hub);
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, copy, text, []));
        Assert.Equal(Visibility.Institution, await VisibilityAsync(copy));
        Assert.Equal("dual-use-review", (await PublishAsync(copy, Steward))?.Code);
    }

    [Fact]
    public async Task A_DOI_waits_for_two_reviewers()
    {
        var (repository, concern) = await MarkedAsync("cited", RepositoryKinds.Dataset);
        await lab.Lab.Hub.UseDbAsync(db => RevisionAsync(db, repository, "cited", []));
        var options = new DoiOptions { Agency = "datacite", Prefix = "10.5072", User = "u", Password = "p", Hub = new("https://hub.example.org/") };
        Task<Refusal?> MintAsync() => lab.Lab.Hub.UseDbAsync(async db =>
            (await new MintDoi { Kind = RepositoryKinds.Dataset, Id = repository.Id, Whole = true }.RunAsync(db, options, Steward, DateTime.UtcNow, Stop)).Refusal);
        Assert.Equal("dual-use-review", (await MintAsync())?.Code);
        await ReviewAsync(concern, Chair, "doi", repository.Node);
        Assert.Equal("dual-use-review", (await MintAsync())?.Code);
        await ReviewAsync(concern, Boss, "doi", repository.Node);
        Assert.NotEqual("dual-use-review", (await MintAsync())?.Code);
    }

    [Fact]
    public async Task A_committee_s_last_vote_waits_for_two_reviewers_who_do_not_apply()
    {
        await lab.DatasetAsync("granted-late", new() { Permission = Tsumugi.Ethics.Permission.DiseaseSpecific, Diseases = ["MONDO:0008903"] });
        await lab.BeginAsync("late-project");
        var concern = (await lab.Lab.Hub.UseDbAsync(db => new MarkConcern(RepositoryKinds.Dataset, "lab/granted-late", "harmfulAgent", "why").RunAsync(db, Boss, DateTime.UtcNow, Stop))).Value;
        var member = await lab.AsAsync("member");
        var made = Assert.Single(await member.ApplyAsync("dataset", "lab/granted-late", new("late-project", "To learn", "2026-04-10", "standard", DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), Stop));
        var (steward, chair) = (await lab.AsAsync("steward"), await lab.AsAsync("chair"));
        await steward.EndorseAsync(made.Id, Stop);
        Assert.Equal("endorsed", (await steward.VoteAsync(made.Id, new(true, ""), Stop)).State);
        var refused = await Assert.ThrowsAsync<Tsumugi.Client.HubRefusedException>(() => chair.VoteAsync(made.Id, new(true, ""), Stop));
        Assert.Equal("dual-use-review", refused.Problem.Code);
        Assert.Equal("endorsed", (await chair.ApplicationAsync(made.Id, Stop)).State);
        foreach (var reviewer in (Caller[])[Chair, Boss])
            await ReviewAsync(concern, reviewer, "grant", NodeRef.Of("application", made.Id));
        Assert.Equal("granted", (await chair.VoteAsync(made.Id, new(true, ""), Stop)).State);
    }

    private Task<Visibility> VisibilityAsync(Repository repository) => lab.Lab.Hub.UseDbAsync(db =>
        db.Set<Repository>().Where(row => row.Kind == repository.Kind && row.Name == repository.Name).Select(row => row.Visibility).SingleAsync(Stop));

    private static Caller Of(string steward) => new() { PersonId = steward, Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Steward } };

    private async Task<(Repository Repository, Concern Concern)> MarkedAsync(string name, string kind)
    {
        var repository = await lab.Lab.BeginAsync(kind, name, Visibility.Institution);
        var made = await lab.Lab.Hub.UseDbAsync(db => new MarkConcern(kind, repository.Id, "harmfulAgent", "Could be used to harm").RunAsync(db, Steward, DateTime.UtcNow, Stop));
        return (repository, made.Value);
    }

    private async Task<Outcome<ReleaseReview>> ReviewAsync(Concern concern, Caller caller, string act, NodeRef? node, bool yes = true, bool check = true)
    {
        var made = await lab.Lab.Hub.UseDbAsync(db => new ReviewRelease(concern.Id, act, node?.ToString(), yes, "looked into it").RunAsync(db, caller, DateTime.UtcNow, Stop));
        Assert.True(!check || !made.Refused, made.Refusal?.Reason.En);
        return made;
    }

    private Task<Refusal?> PublishAsync(Repository repository, Caller caller) => lab.Lab.Hub.UseDbAsync(async db =>
        await ChangeRepository.SetAsync(db, caller, (await db.FindAsync<Repository>([repository.Kind, repository.InstitutionId, repository.Name], Stop))!, new() { Visibility = Visibility.Hub }, DateTime.UtcNow, Stop));

    private Task<Refusal?> AskAsync(NodeRef source, ReleaseAct act, NodeRef released) => lab.Lab.Hub.UseDbAsync(db => AskRelease.RunAsync(db, source, act, released, "steward", Stop));

    private static async Task<NodeRef> RevisionAsync(HubDb db, Repository repository, string text, IReadOnlyList<(string, NodeRef)> sources)
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(LabHub.Bytes(text)));
        if (!await db.Set<Tsumugi.Hub.Content.ContentRow>().AnyAsync(row => row.Sha256 == hash, Stop))
            db.Add(new Tsumugi.Hub.Content.ContentRow { Sha256 = hash, Size = text.Length, GitBlob = hash[..40], XetHash = hash, Terms = [], CreatedAt = DateTime.UtcNow });
        await db.SaveChangesAsync(Stop);
        var made = await new AddRevision
        {
            Repository = (await db.FindAsync<Repository>([repository.Kind, repository.InstitutionId, repository.Name], Stop))!,
            Actor = LabHub.Member.Node,
            PersonId = "member",
            Files = [new("data.txt", hash, text.Length)],
            Sources = sources,
        }.StageAsync(db, DateTime.UtcNow, Stop);
        await db.SaveChangesAsync(Stop);
        return made.Node;
    }
}
