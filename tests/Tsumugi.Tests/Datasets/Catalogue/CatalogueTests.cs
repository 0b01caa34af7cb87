using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Client.Projects;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Catalogue;

/// <summary>One search over all that a hub holds: what is found, by whom, and that it stays true.</summary>
public sealed class CatalogueTests(WireLab lab) : IClassFixture<WireLab>
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Question, facets as <c>name=value</c>, and whether the dataset about lung cancer in mice is found.</summary>
    [Theory]
    [InlineData("非小細胞", "", true)]
    [InlineData("小細", "", true)]
    [InlineData("胞", "", true)]
    [InlineData("ﾄﾗﾝｽｸﾘﾌﾟﾄｰﾑ", "", true)]
    [InlineData("とらんすくりぷとーむ", "", true)]
    [InlineData("細胞小", "", false)]
    [InlineData("transcriptome", "", true)]
    [InlineData("ATLAS transcriptome", "", true)]
    [InlineData("atlas giraffe", "", false)]
    [InlineData("transcr", "", false)]
    [InlineData("transcr*", "", true)]
    [InlineData("lung cancer", "", true)]
    [InlineData("肺がん", "", true)]
    [InlineData("がん", "", true)]
    [InlineData("MONDO:0004992", "", true)]
    [InlineData("糖尿病", "", false)]
    [InlineData("ハツカネズミ", "", true)]
    [InlineData("atlas", "organism=Mus musculus", true)]
    [InlineData("atlas", "organism=ヒト", false)]
    [InlineData("atlas", "disease=がん", true)]
    [InlineData("atlas", "disease=MONDO:0005015", false)]
    [InlineData("atlas", "tissue=肺|layer=rna|kind=dataset|access=open", true)]
    [InlineData("atlas", "kind=model", false)]
    [InlineData("atlas", "kind=model|kind=dataset", true)]
    [InlineData("atlas", "organism=nothing of the sort", false)]
    public async Task Record_is_found_by_any_of_its_names(string words, string facets, bool found)
    {
        var client = new HubClient(lab.Hub.Address, lab.Member);
        var node = await NsclcAsync(client);
        var answer = await client.CatalogueAsync(words, Read(facets), 1, Stop);
        Assert.Equal(found, answer.Items.Any(item => item.Node == node));
        Assert.Equal(found, answer.Total > 0);
    }

    [Fact]
    public async Task Answer_says_what_it_is_and_whether_it_may_be_used()
    {
        var client = new HubClient(lab.Hub.Address, lab.Member);
        await NsclcAsync(client);
        var item = Assert.Single((await client.CatalogueAsync("atlas transcriptome", [], 1, Stop)).Items);
        Assert.Equal(("/datasets/lab/nsclc", "非小細胞肺がんのトランスクリプトーム", "Atlas of transcriptomes"), (item.Page, item.TitleJa, item.TitleEn));
        Assert.Contains("mouse", item.Excerpt, StringComparison.Ordinal);
        Assert.Contains(new CatalogueFacetValue("organism", "NCBITaxon:10090"), item.Facets);
        Assert.Equal("yes", item.Use!.Ruling);

        // What ships with the hub is found, too; and a thing is first by its very name.
        Assert.Equal("course:sequences-to-embeddings", (await client.CatalogueAsync("配列から埋め込みへ", [("kind", "course")], 1, Stop)).Items.Concat((await client.CatalogueAsync("sequences", [("kind", "course")], 1, Stop)).Items).First().Node);
        Assert.Empty((await client.CatalogueAsync("atlas", [], 99_999_999, Stop)).Items);
    }

    [Fact]
    public async Task What_somebody_may_not_see_is_neither_named_nor_counted()
    {
        var (member, outsider, boss) = (new HubClient(lab.Hub.Address, lab.Member), await AsAsync("outsider"), await AsAsync("boss"));
        var secret = await lab.BeginAsync("dataset", Visibility.Institution);
        await lab.CommitAsync(secret, ("README.md", "---\norganism: Quaggamorph\n---\nxylophonic"));
        Assert.Equal((1, 0, 1), (await TotalAsync(member, "xylophonic"), await TotalAsync(outsider, "xylophonic"), await TotalAsync(boss, "xylophonic")));
        Assert.Contains("Quaggamorph", await AllAsync(member, ""), StringComparison.Ordinal);
        Assert.DoesNotContain("Quaggamorph", await AllAsync(outsider, ""), StringComparison.Ordinal);
        Assert.Equal(0, (await outsider.CatalogueAsync("", [("organism", "Quaggamorph")], 1, Stop)).Total);
        using var limited = new HubClient(lab.Hub.Address, await lab.FineGrainedAsync(secret.Node.ToString()));
        Assert.Equal(1, await TotalAsync(limited, "xylophonic"));

        // Opened and closed again: each holds from the next question on.
        await SetAsync(secret, Visibility.Hub);
        Assert.Equal(1, await TotalAsync(outsider, "xylophonic"));
        await SetAsync(secret, Visibility.Institution);
        Assert.Equal(0, await TotalAsync(outsider, "xylophonic"));
        Assert.DoesNotContain("Quaggamorph", await AllAsync(outsider, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proposal_is_found_by_its_people_once_it_is_handed_in_and_a_draft_by_nobody()
    {
        var (member, outsider, boss) = (new HubClient(lab.Hub.Address, lab.Member), await AsAsync("outsider"), await AsAsync("boss"));
        var soon = DateTime.UtcNow.AddDays(9).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        await boss.OpenCallAsync(new() { Id = "quixotry", TitleJa = "公募の題名", TitleEn = "A call", Text = "quixotic", Opens = "2026-04-01 00:00", Closes = soon, ReviewsWanted = 1, MostCredits = 10, Criteria = [new("novelty", "新しさ", "Novelty", 1)], Panel = [] }, Stop);
        Assert.Equal("yes", Assert.Single((await outsider.CatalogueAsync("quixotic", [], 1, Stop)).Items).Use!.Ruling);
        var day = DateTime.UtcNow.AddYears(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var draft = await member.DraftProposalAsync("quixotry", new("lab", new()
        {
            Project = new() { TitleJa = "秘密の題名", TitleEn = "Zugzwang", Summary = "要約", Layers = ["organ"] },
            Plan = "We measure.",
            Until = DateTime.UtcNow.AddYears(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Milestones = [new(day, "First")],
        }), Stop);
        Assert.Equal((0, 0), (await TotalAsync(member, "zugzwang"), await TotalAsync(boss, "zugzwang")));
        await member.SubmitProposalAsync(draft.Id, Stop);
        Assert.Equal((1, 0, 1), (await TotalAsync(member, "秘密"), await TotalAsync(outsider, "秘密"), await TotalAsync(boss, "秘密")));
        Assert.DoesNotContain("\"proposal", await AllAsync(outsider, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_made_anew_answers_as_the_one_that_was_kept_up_to_date()
    {
        var client = new HubClient(lab.Hub.Address, lab.Member);
        await NsclcAsync(client);
        var gone = await lab.BeginAsync("dataset");
        await client.CatalogueAsync("", [], 1, Stop);
        await lab.Hub.UseDbAsync(async db =>
        {
            await ChangeRepository.DeleteAsync(db, LabHub.Member, (await db.FindAsync<Repository>(gone.Kind, gone.InstitutionId, gone.Name))!, "", DateTime.UtcNow, Stop);
            return true;
        });
        await client.BeginProjectAsync(new() { Id = "kept", Institution = "lab", TitleJa = "保たれる", TitleEn = "Kept", Layers = ["cell"] }, Stop);
        await lab.DoneAsync("PUT", "/api/v1/projects/kept", new { titleJa = "変わった題名", titleEn = "Changed", layers = (string[])["organ"] });
        var kept = await AnswersAsync();
        Assert.Contains("変わった題名", kept, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"dataset:{gone.Id}\"", kept, StringComparison.Ordinal);

        // One made by a hub that starts, one that it left, one whose file is damaged, and one that was deleted beneath a running hub.
        var options = lab.Hub.Options with { DataFolder = Directory.CreateTempSubdirectory("tsumugi-catalogue-").FullName };
        using var first = Index(options);
        Assert.Equal(kept, await AnswersAsync(first));
        using (var left = Index(options))
            Assert.Equal(kept, await AnswersAsync(left));
        await File.WriteAllTextAsync(Assert.Single(Directory.GetFiles(options.Catalogue, "*.db")), "no database", Stop);
        using (var damaged = Index(options))
            Assert.Equal(kept, await AnswersAsync(damaged));
        Directory.Delete(options.Catalogue, recursive: true);
        Assert.Equal(kept, await AnswersAsync(first));
        Directory.Delete(options.DataFolder, recursive: true);
    }

    [Theory]
    [InlineData("、。！？", "q", "文字か数字")]
    [InlineData("\" ' * ( ) : ^ - +", "q", "文字か数字")]
    [InlineData("long", "q", "1,000")]
    [InlineData("a b c d e f g h i j k l m n o p q", "q", "16")]
    public async Task Question_that_cannot_be_asked_says_why(string words, string field, string why)
    {
        var asked = words == "long" ? new string('x', 5_000) : words;
        using var answer = await lab.SendAsync("GET", $"/api/v1/catalogue?kind=smell&q={Uri.EscapeDataString(asked)}", lab.Member, headers: headers => headers.AcceptLanguage.ParseAdd("ja"));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement;
        Assert.Equal((400, "bad-question"), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(why.Replace("文字か数字", "", StringComparison.Ordinal), problem.GetProperty("errors").GetProperty(field).ToString(), StringComparison.Ordinal);
        Assert.Contains("dataset", problem.GetProperty("errors").GetProperty("kind").ToString(), StringComparison.Ordinal);
    }

    /// <summary>What the index's own language would read as syntax is looked for as it stands, and finds nothing here.</summary>
    [Theory]
    [InlineData("title:x")]
    [InlineData("\"giraffe")]
    [InlineData("giraffe OR NOT giraffe")]
    [InlineData("NEAR(giraffe, 1)")]
    [InlineData("giraffe'; DROP TABLE record; --")]
    public async Task Syntax_of_the_index_is_words(string words) => Assert.Equal(0, await TotalAsync(new(lab.Hub.Address, lab.Member), words));

    [Theory]
    [InlineData("anonymous", 401)]
    [InlineData("other", 200)]
    [InlineData("reader", 200)]
    public async Task Door_is_open_to_whoever_is_signed_in(string who, int status)
    {
        using var answer = await lab.SendAsync("GET", "/api/v1/catalogue", who == "anonymous" ? null : await lab.TokenAsync(who, await lab.BeginAsync()));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private CatalogueIndex Index(Tsumugi.Hub.HubOptions options) => new(options, lab.Hub.Services.GetRequiredService<DiseaseOntologies>());

    /// <summary>Of several questions, as the member is answered them.</summary>
    private async Task<string> AnswersAsync(CatalogueIndex? index = null)
    {
        await using var scope = lab.Hub.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var search = index is null ? services.GetRequiredService<SearchCatalogue>() : ActivatorUtilities.CreateInstance<SearchCatalogue>(services, index);
        var answers = new List<object>();
        foreach (var request in (CatalogueRequest[])[new("", [], 1), new("", [], 2), new("lab", [], 1), new("がん", [], 1), new("", [new(Facets.Kind, "dataset")], 1), new("", [new(Facets.Layer, "organ")], 1), new("gene", [], 1)])
        {
            var found = (await search.RunAsync(LabHub.Member, request, Stop)).Value;
            answers.Add(new { found.Total, Rows = found.Rows.Select(row => new { Node = row.Node.ToString(), Title = row.Title.Ja, row.Excerpt, row.At, Facets = row.Facets.Select(facet => facet.Facet) }), found.Facets });
        }

        return JsonSerializer.Serialize(answers, Readable);
    }

    private async Task<string> NsclcAsync(HubClient client)
    {
        if (!await lab.Hub.UseDbAsync(db => db.Set<Repository>().AnyAsync(row => row.Name == "nsclc", Stop)))
        {
            var made = await lab.Lab.BeginAsync("dataset", "nsclc", Visibility.Hub);
            await SetAsync(made, null, "非小細胞肺がんのトランスクリプトーム", "Atlas of transcriptomes");
            await lab.CommitAsync(made, ("README.md", "---\norganism: mouse\ndisease: 肺がん\ntissue: lung\ntags:\n- RNA\n---\nCells of the mouse, one by one."));
        }

        Assert.NotEqual(0, (await client.CatalogueAsync("", [], 1, Stop)).Total);
        return "dataset:lab/nsclc";
    }

    private Task<bool> SetAsync(Repository made, Visibility? visibility, string? ja = null, string? en = null) => lab.Hub.UseDbAsync(async db =>
    {
        var row = (await db.FindAsync<Repository>(made.Kind, made.InstitutionId, made.Name))!;
        Assert.Null(await ChangeRepository.SetAsync(db, LabHub.Member, row, new() { Visibility = visibility, TitleJa = ja, TitleEn = en }, DateTime.UtcNow, Stop));
        return true;
    });

    private async Task<HubClient> AsAsync(string person) => new(lab.Hub.Address, await lab.Hub.TokenAsync(person));

    private static async Task<int> TotalAsync(HubClient client, string words) => (await client.CatalogueAsync(words, [], 1, Stop)).Total;

    private static async Task<string> AllAsync(HubClient client, string words) => JsonSerializer.Serialize(await client.CatalogueAsync(words, [], 1, Stop));

    private static IEnumerable<(string Facet, string Value)> Read(string facets) =>
        facets.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]));
}
