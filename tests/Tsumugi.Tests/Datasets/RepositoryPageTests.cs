using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets;

/// <summary>What people do on the pages that datasets and models have alike, in a browser without script.</summary>
public sealed partial class RepositoryPageTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Access_is_asked_for_decided_on_and_taken_back()
    {
        var model = await lab.BeginAsync("model", Visibility.Hub, Gating.Manual);
        await lab.CommitAsync(model, ("data.txt", "bytes\n"));
        var (home, access) = ($"/models/{model.Id}", $"/models/{model.Id}/access");
        using var other = await lab.Hub.SignedInAsync("outsider");
        Assert.Contains(access, await ReadAsync(other, home), StringComparison.Ordinal);
        using var empty = await other.SendFormAsync(access, "ask-access", Fields(("purpose", " ")));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        await DoneAsync(other, access, "ask-access", ("purpose", "To align cells"));
        Assert.Equal(HttpStatusCode.Forbidden, await FileAsync(model, "outsider"));

        using var member = await lab.Hub.SignedInAsync("member");
        Assert.Contains("To align cells", await ReadAsync(member, access), StringComparison.Ordinal);
        await DoneAsync(member, access, "accept-outsider");
        Assert.Equal(HttpStatusCode.OK, await FileAsync(model, "outsider"));
        await DoneAsync(member, access, "reject-outsider", ("reason", "The project ended"));
        Assert.Equal(HttpStatusCode.Forbidden, await FileAsync(model, "outsider"));
        Assert.Contains("The project ended", await ReadAsync(other, access), StringComparison.Ordinal);
        await DoneAsync(member, access, "grant-access", ("person", "outsider"));
        Assert.Equal(HttpStatusCode.OK, await FileAsync(model, "outsider"));
        using var unknown = await member.SendFormAsync(access, "grant-access", Fields(("person", "nobody-at-all")));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_page_answers_whether_it_may_be_used_with_the_rule()
    {
        var dataset = await lab.BeginAsync("dataset");
        await lab.CommitAsync(dataset, ("data.txt", "bytes\n"));
        await lab.Hub.UseDbAsync(async db =>
        {
            (await db.FindAsync<Repository>(dataset.Kind, dataset.InstitutionId, dataset.Name))!.Conditions = DataUseConditions.None with
            {
                Modifiers = [Modifier.NoMethodsDevelopment, Modifier.PublicationRequired],
                Licences = ["CC-BY-NC-4.0"],
            };
            return await db.SaveChangesAsync(Stop);
        });
        using var member = await lab.Hub.SignedInAsync("member");
        var page = await ReadAsync(member, $"/datasets/{dataset.Id}?lang=en");
        var answers = page[page.IndexOf("id=\"may-i-use\"", StringComparison.Ordinal)..page.IndexOf("<ul class=\"badges\"", StringComparison.Ordinal)];
        Assert.Equal(["badge-good", "badge-bad", "badge-bad"], Looks().Matches(answers).Select(match => match.Value));
        Assert.Contains("DUO:0000015", answers, StringComparison.Ordinal);
        Assert.Contains("DUO:0000019", answers, StringComparison.Ordinal);
        Assert.Contains("SPDX:CC-BY-NC-4.0", answers, StringComparison.Ordinal);
    }

    [GeneratedRegex("badge-(good|warn|bad)")]
    private static partial Regex Looks();

    [Fact]
    public async Task Held_file_is_released_by_a_steward_on_the_page()
    {
        var dataset = await lab.BeginAsync("dataset");
        await lab.CommitAsync(dataset, ("people.csv", "name,email\nA,a@example.org\nB,b@example.org\nC,c@example.org\n"));
        var home = $"/datasets/{dataset.Id}";
        using var member = await lab.Hub.SignedInAsync("member");
        Assert.DoesNotContain("release-people.csv", await ReadAsync(member, home), StringComparison.Ordinal);
        using var steward = await lab.Hub.SignedInAsync("owner");
        using var refused = await steward.SendFormAsync(home, "release-people.csv", Fields(("reason", "")));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await FileAsync(dataset, "outsider", "people.csv"));
        await DoneAsync(steward, home, "release-people.csv", ("reason", "Made up for a course"));
        Assert.Equal(HttpStatusCode.OK, await FileAsync(dataset, "outsider", "people.csv"));
    }

    [Fact]
    public async Task Card_is_edited_previewed_and_compared()
    {
        var model = await lab.BeginAsync();
        await lab.CommitAsync(model, ("README.md", "# First\n\nKept line\n"), ("config.json", "{}\n"));
        var (home, card) = ($"/models/{model.Id}", $"/models/{model.Id}/card");
        using var member = await lab.Hub.SignedInAsync("member");
        Assert.Contains("Kept line", await ReadAsync(member, card), StringComparison.Ordinal);

        using var preview = await member.SendFormAsync(card, "edit-card", Fields(("text", "# Seen\n\n**bold** <script>"), ("what", "preview")));
        var seen = await preview.Content.ReadAsStringAsync(Stop);
        Assert.Contains("<strong>bold</strong>", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", seen, StringComparison.Ordinal);

        using var broken = await member.SendFormAsync(card, "edit-card", Fields(("text", "---\nlicense: [\n---\n# x"), ("what", "save")));
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);

        await DoneAsync(member, card, "edit-card", ("text", "---\nlicense: mit\n---\n# Second\n\nKept line\n"), ("title", "Say more"), ("what", "save"));
        Assert.Contains("Second", await ReadAsync(member, home), StringComparison.Ordinal);
        var commits = await lab.Hub.UseDbAsync(db => db.Of<Commit>(model).OrderByDescending(row => row.Depth).ToListAsync());
        Assert.Equal(["Say more", "files"], commits.Select(commit => commit.Title));
        var changes = await ReadAsync(member, $"{home}/commit/{commits[0].Oid}");
        Assert.Contains("# Second</ins>", changes, StringComparison.Ordinal);
        Assert.Contains("<del>- # First</del>", changes, StringComparison.Ordinal);
        Assert.DoesNotContain("config.json", changes, StringComparison.Ordinal);
        Assert.Contains("config.json", await ReadAsync(member, $"{home}/commit/{commits[1].Oid}"), StringComparison.Ordinal);
        Assert.Contains("Say more", await ReadAsync(member, $"{home}/commits"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var model = await lab.BeginAsync();
        var first = await lab.CommitAsync(model, ("README.md", "# First\n"));
        await lab.CommitAsync(model, ("README.md", "# Of another\n"));
        using var member = await lab.Hub.SignedInAsync("member");
        using var late = await member.SendFormAsync($"/models/{model.Id}/card", "edit-card", Fields(("text", "# Mine"), ("parent", first), ("what", "save")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Contains("# Mine", await late.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("Of another", await ReadAsync(member, $"/models/{model.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_a_gated_repository_are_not_compared_for_whoever_may_not_have_them()
    {
        var model = await lab.BeginAsync("model", Visibility.Hub, Gating.Manual);
        var oid = await lab.CommitAsync(model, ("notes.txt", "hidden words\n"));
        using var other = await lab.Hub.SignedInAsync("outsider");
        var page = await ReadAsync(other, $"/models/{model.Id}/commit/{oid}");
        Assert.Contains("notes.txt", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden words", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Branch_and_tag_are_made_and_removed()
    {
        var model = await lab.BeginAsync();
        await lab.CommitAsync(model, ("a.txt", "a\n"));
        var commits = $"/models/{model.Id}/commits";
        using var member = await lab.Hub.SignedInAsync("member");
        await DoneAsync(member, commits, "add-ref", ("name", "v1.0"), ("at", "main"), ("what", "tag"));
        await DoneAsync(member, commits, "add-ref", ("name", "trial"), ("at", "v1.0"), ("what", "branch"));
        using var again = await member.SendFormAsync(commits, "add-ref", Fields(("name", "v1.0"), ("at", "main"), ("what", "tag")));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("trial", await ReadAsync(member, commits + "?ref=trial"), StringComparison.Ordinal);
        await DoneAsync(member, commits, "delete-ref-trial");
        Assert.Equal(["main", "v1.0"], await lab.Hub.UseDbAsync(db => db.Of<RepositoryRef>(model).Select(row => row.Ref).Order().ToListAsync()));
        using var other = await lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("add-ref", await ReadAsync(other, commits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_change_who_sees_it_what_it_is_called_and_what_is_asked()
    {
        var dataset = await lab.BeginAsync("dataset");
        await lab.CommitAsync(dataset, ("a.txt", "a\n"));
        var home = $"/datasets/{dataset.Id}";
        using var member = await lab.Hub.SignedInAsync("member");
        await DoneAsync(member, home + "/settings", "general", ("titleJa", "海"), ("titleEn", "Sea"), ("visibility", "Hub"), ("gated", "Automatic"));
        using var wrong = await member.SendFormAsync(home + "/settings", "conditions", Fields(("licence", "two words"), ("permission", "DiseaseSpecific")));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        await DoneAsync(member, home + "/settings", "conditions", ("licence", "CC0-1.0"), ("permission", "HealthMedicalBiomedical"), ("modifiers", "NonCommercialUseOnly"));
        var page = await ReadAsync(member, home);
        Assert.Contains("CC0-1.0", page, StringComparison.Ordinal);
        Assert.Contains("海", page, StringComparison.Ordinal);

        await DoneAsync(member, home + "/settings", "rename", ("name", "renamed-" + dataset.Name));
        Assert.Contains("renamed-" + dataset.Name, await ReadAsync(member, home), StringComparison.Ordinal);
        home = $"/datasets/lab/renamed-{dataset.Name}";
        using var mistyped = await member.SendFormAsync(home + "/settings", "delete", Fields(("confirm", "lab/other")));
        Assert.Equal(HttpStatusCode.BadRequest, mistyped.StatusCode);
        await DoneAsync(member, home + "/settings", "delete", ("confirm", $"lab/renamed-{dataset.Name}"));
        using var gone = await member.GetAsync(home);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        var kinds = await lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == dataset.Node.ToString()).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync());
        Assert.Equal(["dataset.created", "dataset.changed", "dataset.conditions-changed", "dataset.renamed", "dataset.deleted"], kinds);
    }

    [Fact]
    public async Task Commit_onto_a_derived_model_keeps_its_sources_and_its_conditions()
    {
        var (source, model) = (await lab.BeginAsync("dataset"), await lab.BeginAsync());
        await lab.CommitAsync(source, ("a.txt", "a\n"));
        await lab.CommitAsync(model, ("weights.txt", "1 2 3\n"));
        var begun = await lab.Hub.UseDbAsync(async db =>
        {
            var (own, data) = ((await db.FindAsync<Repository>(model.Kind, model.InstitutionId, model.Name))!, await FindRepository.NewestAsync(db, source, Stop));
            var files = await RevisionFiles.AllAsync(db, (await FindRepository.NewestAsync(db, model, Stop))!, Stop);
            var made = await new AddRevision
            {
                Repository = own,
                Actor = LabHub.Member.Node,
                PersonId = "member",
                Files = [.. files, files[0] with { Path = "copy.txt" }],
                Facts = """{"views":"dna"}""",
                Sources = [(Relations.DerivedFrom, data!.Node)],
            }.StageAsync(db, DateTime.UtcNow, Stop);
            await db.SaveChangesAsync(Stop);
            return made;
        });

        // Only the card: what is known of it stays true. Another file: not, but it still comes from the same data.
        await lab.CommitAsync(model, ("README.md", "# Card\n"));
        var carded = await NewestAsync(model);
        Assert.Equal(begun.Facts, carded.Facts);
        Assert.Contains(source.Node, await SourcesAsync(carded));
        await lab.CommitAsync(model, ("more.txt", "4\n"));
        var grown = await NewestAsync(model);
        Assert.Equal("{}", grown.Facts);
        Assert.Contains(source.Node, await SourcesAsync(grown));
        Assert.Equal([begun.Node.ToString()], await lab.Hub.UseDbAsync(db => db.Set<TieRow>().Where(row => row.From == grown.Node.ToString() && row.Relation == Relations.DerivedFrom).Select(row => row.To).ToListAsync()));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("/commit/abc", "/commit/abc")]
    [InlineData("/tree/main/folder", "")]
    [InlineData("/blob/main/README.md", "")]
    public async Task Address_that_clients_print_leads_to_the_page(string printed, string rest)
    {
        var model = await lab.BeginAsync("model", Visibility.Institution);
        using var member = await lab.Hub.SignedInAsync("member");
        using var answer = await member.GetAsync($"/{model.Id}{printed}");
        Assert.EndsWith($"/models/{model.Id}{rest}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var other = await lab.Hub.SignedInAsync("outsider");
        using var hidden = await other.GetAsync($"/{model.Id}{printed}");
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }

    private Task<Revision> NewestAsync(Repository repository) => lab.Hub.UseDbAsync(async db => (await FindRepository.NewestAsync(db, repository, Stop))!);

    private Task<List<NodeRef>> SourcesAsync(Revision revision) => lab.Hub.UseDbAsync(async db =>
        (await EffectiveConditions.OfAsync(db, [revision.Node], Stop)).Sources.Select(one => one.Source).ToList());

    private async Task<HttpStatusCode> FileAsync(Repository repository, string who, string path = "data.txt")
    {
        using var client = lab.Hub.Client(await lab.Hub.TokenAsync(who));
        using var answer = await client.GetAsync(new Uri($"/{(repository.Kind == "dataset" ? "datasets/" : "")}{repository.Id}/resolve/main/{path}", UriKind.Relative), Stop);
        return answer.StatusCode;
    }

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);

    private static async Task DoneAsync(Browser browser, string page, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await browser.SendFormAsync(page, form, Fields(fields));
        Assert.True(answer.StatusCode == HttpStatusCode.Found, $"{form}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Stop)}");
    }

    private static async Task<string> ReadAsync(Browser browser, string page)
    {
        using var answer = await browser.GetAsync(page);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}
