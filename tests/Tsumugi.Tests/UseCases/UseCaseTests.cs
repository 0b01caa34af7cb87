using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.UseCases;
using Tsumugi.Institutions;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.UseCases;

/// <summary>A use case from an idea to something in use, each stage with what shows it.</summary>
public sealed class UseCaseTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stages_ask_for_what_shows_them_and_an_idea_counts_once_it_was_tried()
    {
        var member = await lab.AsAsync("member");
        var model = await lab.ModelAsync("stages-model", Visibility.Hub);
        var idea = await member.RegisterUseCaseAsync(Idea("stages"), Stop);
        Assert.Equal("Idea", idea.Stage);
        Assert.Equal("evidence,models", await FaultsAsync(() => member.ChangeUseCaseAsync("stages", Idea("stages") with { Stage = "Tried" }, Stop)));

        var tried = Idea("stages") with { Stage = "Tried", Models = [model], Data = [await DataAsync()], Evidence = [await ShownAsync("use:stages-1")], ForWhom = "医師" };
        Assert.Equal(("Tried", "医師"), await member.ChangeUseCaseAsync("stages", tried, Stop) is var now ? (now.Stage, now.ForWhom) : default);
        Assert.Equal("evidence", await FaultsAsync(() => member.ChangeUseCaseAsync("stages", tried with { Stage = "Validated" }, Stop)));
        var validated = tried with { Stage = "Validated", Evidence = [.. tried.Evidence, await ShownAsync("result:stages-1")] };
        Assert.Equal("Validated", (await member.ChangeUseCaseAsync("stages", validated, Stop)).Stage);
        Assert.Equal("letters", await FaultsAsync(() => member.ChangeUseCaseAsync("stages", validated with { Stage = "InUse" }, Stop)));
        Assert.Equal("letters", await FaultsAsync(() => member.ChangeUseCaseAsync("stages", validated with { Stage = "InUse", Letters = [new("A hospital", "one day", "")] }, Stop)));
        var used = await member.ChangeUseCaseAsync("stages", validated with { Stage = "InUse", Letters = [new("A hospital", "2026-11-01", "We use it each week.")] }, Stop);
        Assert.Equal(("InUse", 0), (used.Stage, used.Hidden));
        Assert.Equal("stage", await FaultsAsync(() => member.ChangeUseCaseAsync("stages", Idea("stages"), Stop)));
        Assert.Equal(
            ["usecase.proposed", "usecase.registered", "usecase.changed", "usecase.changed"],
            await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == "usecase:stages").OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop)));
    }

    [Fact]
    public async Task Others_are_not_told_of_private_models_and_nobody_names_what_they_may_not_see()
    {
        var hidden = await lab.ModelAsync("private-model", Visibility.Institution);
        var member = await lab.AsAsync("member");
        var made = await member.RegisterUseCaseAsync(Idea("private-parts") with { Stage = "Tried", Models = [hidden], Evidence = [await ShownAsync("result:private-parts")] }, Stop);
        Assert.Equal((hidden, 0), (Assert.Single(made.Models), made.Hidden));
        var outsider = await lab.AsAsync("outsider");
        var seen = await outsider.UseCaseAsync("private-parts", Stop);
        Assert.Equal((0, 1), (seen.Models.Count, seen.Hidden));
        using var browser = await lab.Lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("private-model", await (await browser.GetAsync("/use-cases/private-parts")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        var claim = Idea("claimed") with { Institution = "elsewhere", Evidence = ["dataset:lab/secret"] };
        Assert.Equal("evidence", await FaultsAsync(() => outsider.RegisterUseCaseAsync(claim, Stop)));
        Assert.Equal("not-found", (await Assert.ThrowsAsync<HubRefusedException>(() => outsider.RegisterUseCaseAsync(claim with { Evidence = [], Models = [hidden] }, Stop))).Problem.Code);
        Assert.Equal("members-only", (await Assert.ThrowsAsync<HubRefusedException>(() => outsider.ChangeUseCaseAsync("private-parts", Idea("private-parts"), Stop))).Problem.Code);
    }

    [Fact]
    public async Task Everything_wrong_with_it_is_said_at_once_and_the_form_keeps_what_was_typed()
    {
        var member = await lab.AsAsync("member");
        Assert.Equal("id,stage,titleEn,titleJa", await FaultsAsync(() => member.RegisterUseCaseAsync(new() { Id = "No Good", Institution = "lab", Stage = "Perfect" }, Stop)));
        await member.RegisterUseCaseAsync(Idea("formed"), Stop);
        using var browser = await lab.Lab.Hub.SignedInAsync("member");
        using var refused = await browser.SendFormAsync("/use-cases/formed/change", "change-use-case", new Dictionary<string, string> { ["titleJa"] = "打ち込んだ題", ["stage"] = "Tried" });
        var page = await refused.Content.ReadAsStringAsync(Stop);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("打ち込んだ題", System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("formed", await (await browser.GetAsync("/use-cases?stage=Idea")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.DoesNotContain("/use-cases/formed", await (await browser.GetAsync("/use-cases?stage=InUse")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private static NewUseCase Idea(string id) => new() { Id = id, Institution = "lab", TitleJa = "題", TitleEn = "Title", Stage = "Idea" };

    private static async Task<string> FaultsAsync(Func<Task> action) =>
        string.Join(',', (await Assert.ThrowsAsync<HubRefusedException>(action)).Problem.Errors.Keys.Order(StringComparer.Ordinal));

    private async Task<string> DataAsync() =>
        (await lab.Lab.Hub.UseDbAsync(async db => await Tsumugi.Datasets.Repositories.FindRepository.NewestAsync(db, await db.Set<Tsumugi.Datasets.Repositories.Repository>().SingleAsync(row => row.Kind == "dataset" && row.Name == "open", Stop), Stop)))!.Node.ToString();

    /// <summary>Puts something on the thread that shows it.</summary>
    private Task<string> ShownAsync(string node) => lab.Lab.Hub.UseDbAsync(async db =>
    {
        db.Record(new() { Actor = NodeRef.Of("hub", "self"), Kind = "result.measured", Subject = NodeRef.Parse(node) });
        await db.SaveChangesAsync(Stop);
        return node;
    });
}
