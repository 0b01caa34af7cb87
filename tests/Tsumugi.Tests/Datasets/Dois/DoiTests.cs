using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>DOIs from asking for one to the page that is left when what it named is gone.</summary>
public sealed partial class DoiTests(DoiLab lab) : IClassFixture<DoiLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_private_or_incomplete_is_refused_with_everything_that_is_missing()
    {
        var bare = await lab.Wire.BeginAsync("dataset", Visibility.Institution);
        await lab.Wire.CommitAsync(bare, ("a.txt", "a"));
        using var refused = await lab.Wire.SendAsync("POST", $"/api/v1/datasets/{bare.Id}/dois", lab.Wire.Member, new { });
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal((HttpStatusCode.BadRequest, "incomplete-metadata"), (refused.StatusCode, (string?)problem["code"]));
        foreach (var field in (string[])["visibility", "card", "title"])
            Assert.True(problem["errors"]![field] is not null, field);

        // Reserving tells nobody anything, so nothing need be complete.
        var draft = await lab.MintAsync(bare, draft: true);
        await lab.SentAsync(bare, draft.Doi);
        Assert.Equal("draft", lab.Agency.Known[draft.Doi].State);
        Assert.DoesNotContain(bare.Id, lab.Agency.Known[draft.Doi].Body, StringComparison.Ordinal);
        foreach (var path in (string[])[$"/doi/{draft.Doi}", $"/api/v1/dois/{draft.Doi}"])
        {
            using var landing = await lab.Wire.Lab.OpenAsync(path, "anonymous");
            Assert.Equal(HttpStatusCode.NotFound, landing.StatusCode);
        }
    }

    [Theory]
    [InlineData("dataset")]
    [InlineData("model")]
    public async Task Published_doi_is_registered_and_its_page_is_open_to_everybody(string kind)
    {
        var repository = await lab.BeginAsync(kind);
        var reserved = await lab.MintAsync(repository, draft: true);
        var doi = await lab.MintAsync(repository);
        Assert.Equal((reserved.Doi, "findable"), (doi.Doi, doi.State));
        Assert.Equal(doi.Doi, (await lab.MintAsync(repository)).Doi);
        await lab.SentAsync(repository, doi.Doi);
        var known = lab.Agency.Known[doi.Doi];
        Assert.Equal(("findable", $"https://hub.example.org/doi/{doi.Doi}", "Life in the sea"), (known.State, known.Url, known.Title));

        var html = await PageAsync($"/doi/{doi.Doi.ToUpperInvariant()}", "anonymous");
        Assert.Contains("Life in the sea (version", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        var data = JsonNode.Parse(Data().Match(html).Groups[1].Value)!;
        Assert.Equal($"https://doi.org/{doi.Doi}", (string?)data["@id"]);
        var file = Files().Match(html).Groups[1].Value;
        using (var fetched = await lab.Wire.Lab.OpenAsync(file, "outsider"))
            Assert.Equal("cod\n", await fetched.Content.ReadAsStringAsync(Stop));
        foreach (Match form in Forms().Matches(html))
        {
            using var answer = await lab.Wire.Lab.OpenAsync(form.Groups[1].Value, "anonymous");
            Assert.Contains(doi.Doi, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        // The repository's own page cites by the DOI now.
        Assert.Contains($"https://doi.org/{doi.Doi}", await PageAsync($"/{kind}s/{repository.Id}", "outsider"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doi_of_the_whole_goes_on_with_the_repository_and_one_of_a_revision_stays()
    {
        var repository = await lab.BeginAsync();
        var revision = await lab.MintAsync(repository);
        var whole = await lab.MintAsync(repository, whole: true);
        Assert.NotEqual(revision.Doi, whole.Doi);
        await lab.SentAsync(repository, whole.Doi);
        Assert.Contains("HasVersion", lab.Agency.Known[whole.Doi].Body, StringComparison.Ordinal);
        await lab.Wire.CommitAsync(repository, ("data/fish.txt", "cod\nherring\n"));
        Assert.Equal(whole.Doi, (await lab.MintAsync(repository, whole: true)).Doi);
        await lab.SentAsync(repository, whole.Doi);
        Assert.Contains("\"version\": \"2.0.0\"", lab.Agency.Known[whole.Doi].Body, StringComparison.Ordinal);
        var second = await lab.MintAsync(repository);
        Assert.NotEqual(revision.Doi, second.Doi);
        await lab.SentAsync(repository, second.Doi);
        Assert.Contains("IsVersionOf", lab.Agency.Known[second.Doi].Body, StringComparison.Ordinal);
        Assert.Contains("\"version\": \"1.0.0\"", lab.Agency.Known[revision.Doi].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_answers_after_a_rename_and_says_who_when_and_why_after_the_deletion()
    {
        var repository = await lab.BeginAsync();
        var doi = await lab.MintAsync(repository);
        using var member = await lab.Wire.Hub.SignedInAsync("member");
        var home = $"/datasets/{repository.Id}";
        Assert.Equal(HttpStatusCode.Found, (await member.SendFormAsync(home + "/settings", "rename", Fields(("name", $"sea-{repository.Name}")))).StatusCode);
        Assert.Contains("data/fish.txt", await PageAsync($"/doi/{doi.Doi}", "anonymous"), StringComparison.Ordinal);

        home = $"/datasets/lab/sea-{repository.Name}";
        using var silent = await member.SendFormAsync(home + "/settings", "delete", Fields(("confirm", $"lab/sea-{repository.Name}")));
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        using var deleted = await member.SendFormAsync(home + "/settings", "delete", Fields(("confirm", $"lab/sea-{repository.Name}"), ("reason", "Samples were <mixed> up")));
        Assert.Equal(HttpStatusCode.Found, deleted.StatusCode);

        var html = WebUtility.HtmlDecode(await PageAsync($"/doi/{doi.Doi}", "anonymous"));
        foreach (var said in (string[])["Samples were <mixed> up", "was deleted", "member", "Life in the sea (version", DateTime.UtcNow.ToString("yyyy", System.Globalization.CultureInfo.InvariantCulture)])
            Assert.Contains(said, html, StringComparison.Ordinal);
        Assert.DoesNotContain("data/fish.txt", html, StringComparison.Ordinal);
        using var shown = await lab.Wire.Lab.OpenAsync($"/api/v1/dois/{doi.Doi}", "anonymous");
        var view = (await shown.Content.ReadFromJsonAsync<PublicDoiView>(Stop))!;
        Assert.Equal(("registered", "Samples were <mixed> up", true), (view.State, view.Withdrawn!.Reason, view.Withdrawn.Deleted));

        while (lab.Agency.Known.GetValueOrDefault(doi.Doi)?.State != "registered")
            await Task.Delay(50, Stop);
        Assert.Contains("\"dateType\": \"Withdrawn\"", lab.Agency.Known[doi.Doi].Body, StringComparison.Ordinal);
        Assert.Equal(["dataset.doi-published", "dataset.doi-withdrawn"], await EventsAsync(doi.Doi));
        Assert.True((bool)(await lab.Wire.DoneAsync("GET", "/api/v1/thread/verify"))!["valid"]!);
    }

    [Fact]
    public async Task Repository_that_was_exported_deleted_and_restored_has_its_doi_again_once_that_is_asked_for()
    {
        var repository = await lab.BeginAsync();
        var doi = await lab.MintAsync(repository);
        using var boss = new HubClient(lab.Wire.Hub.Address, await lab.Wire.Hub.TokenAsync("boss"));
        var path = Directory.CreateTempSubdirectory("tsumugi-doi-").FullName;
        try
        {
            var folder = new RepositoryFolder(path);
            await folder.ExportAsync(boss, "dataset", repository.Id, Stop);
            using (var deleted = await lab.Wire.SendAsync("DELETE", "/api/repos/delete", lab.Wire.Member, new { name = repository.Id, type = "dataset" }))
                Assert.True(deleted.IsSuccessStatusCode);
            await folder.RestoreAsync(boss, "dataset", repository.Id, Stop);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }

        Assert.DoesNotContain("data/fish.txt", await PageAsync($"/doi/{doi.Doi}", "anonymous"), StringComparison.Ordinal);
        var again = await lab.MintAsync(repository);
        Assert.Equal((doi.Doi, "findable"), (again.Doi, again.State));
        Assert.Contains("data/fish.txt", await PageAsync($"/doi/{doi.Doi}", "anonymous"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawn_doi_may_be_published_again_and_draft_may_not_be_withdrawn()
    {
        var repository = await lab.BeginAsync();
        var doi = await lab.MintAsync(repository, draft: true);
        Assert.Equal("doi-not-published", await CodeAsync("POST", $"/api/v1/dois/{doi.Doi}/withdraw", new { reason = "why" }));
        await lab.MintAsync(repository);
        Assert.Equal("no-reason", await CodeAsync("POST", $"/api/v1/dois/{doi.Doi}/withdraw", new { reason = " " }));
        Assert.Equal("doi-published", await CodeAsync("POST", $"/api/v1/datasets/{repository.Id}/dois", new { draft = true }));

        using var member = await lab.Wire.Hub.SignedInAsync("member");
        Assert.Equal(HttpStatusCode.Found, (await member.SendFormAsync($"/datasets/{repository.Id}/dois", $"withdraw-{doi.Doi}", Fields(("reason", "An error in the counts")))).StatusCode);
        await lab.SentAsync(repository, doi.Doi);
        Assert.Equal("registered", lab.Agency.Known[doi.Doi].State);
        Assert.Contains("An error in the counts", await PageAsync($"/doi/{doi.Doi}", "anonymous"), StringComparison.Ordinal);

        var form = Fields(("whole", "false"), ("revision", (await NewestAsync(repository)).Hash), ("draft", "false"));
        Assert.Equal(HttpStatusCode.Found, (await member.SendFormAsync($"/datasets/{repository.Id}/dois", "mint-doi", form)).StatusCode);
        await lab.SentAsync(repository, doi.Doi);
        Assert.Equal("findable", lab.Agency.Known[doi.Doi].State);
        Assert.DoesNotContain("An error in the counts", await PageAsync($"/doi/{doi.Doi}", "anonymous"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outage_is_shown_and_the_same_text_is_sent_until_it_is_taken()
    {
        await using var other = new DoiLab();
        await other.InitializeAsync();
        other.Agency.Instead = async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            other.Agency.Bodies.Enqueue(await reader.ReadToEndAsync(Stop));
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync($"down for {AgencyServer.Password}", Stop);
        };
        var repository = await other.BeginAsync();
        var doi = await other.MintAsync(repository);
        var waiting = await other.UntilAsync(repository, doi.Doi, view => view.Attempts >= 3);
        Assert.Equal(("waiting", "HTTP 503 down for …"), (waiting.Deposit, waiting.Error));
        Assert.NotNull(waiting.NextAt);
        using (var page = await other.Wire.Lab.OpenAsync($"/datasets/{repository.Id}/dois", "member"))
            Assert.Contains("HTTP 503 down for …", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
        other.Agency.Instead = null;
        await other.SentAsync(repository, doi.Doi);
        Assert.True(other.Agency.Bodies.Count >= 4);
        Assert.Single(other.Agency.Bodies.Distinct());

        // Neither what is kept nor what is logged, down to trace, has the account's password.
        foreach (var secret in (string[])[AgencyServer.Password, other.Agency.Options("datacite").Basic])
        {
            Assert.DoesNotContain(secret, other.Wire.Hub.Logs.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, await other.Wire.Hub.StoredTextAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Refusal_is_shown_once_and_what_is_mended_is_sent()
    {
        var repository = await lab.BeginAsync();
        var refusals = new ConcurrentQueue<string>();
        lab.Agency.Instead = async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            refusals.Enqueue(await reader.ReadToEndAsync(Stop));
            http.Response.StatusCode = 422;
            await http.Response.WriteAsync("""{"errors":[{"source":"titles","title":"is not a title"}]}""", Stop);
        };
        var doi = await lab.MintAsync(repository);
        var refused = await lab.UntilAsync(repository, doi.Doi, view => view.Deposit == "refused");
        Assert.Equal("HTTP 422 titles is not a title", refused.Error);
        lab.Agency.Instead = null;
        Assert.Equal("waiting", (await lab.MintAsync(repository)).Deposit);
        await lab.SentAsync(repository, doi.Doi);

        // What another test of this lab minted may still be on its way and be refused too.
        Assert.Single(refusals, body => body.Contains(doi.Doi, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_of_a_repository_that_became_private_keeps_the_citation_and_not_the_files()
    {
        var repository = await lab.BeginAsync();
        var doi = await lab.MintAsync(repository);
        await lab.Wire.Hub.UseDbAsync(async db =>
        {
            var row = (await db.FindAsync<Repository>(repository.Kind, repository.InstitutionId, repository.Name))!;
            await ChangeRepository.SetAsync(db, LabHub.Member, row, new() { Visibility = Visibility.Institution }, DateTime.UtcNow, default);
            return true;
        });
        var html = await PageAsync($"/doi/{doi.Doi}", "anonymous");
        Assert.Contains("only members of", html, StringComparison.Ordinal);
        Assert.Contains("Life in the sea (version", html, StringComparison.Ordinal);
        Assert.DoesNotContain("data/fish.txt", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_ask_at_once_get_one_doi()
    {
        var repository = await lab.BeginAsync();
        var minted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lab.MintAsync(repository)));
        Assert.Single(minted.Select(view => view.Doi).Distinct());
        await lab.SentAsync(repository, minted[0].Doi);
        Assert.Equal(["dataset.doi-published"], await EventsAsync(minted[0].Doi));
    }

    [Fact]
    public async Task Hub_without_an_agency_says_whom_to_ask()
    {
        await using var plain = new LabHub();
        await plain.InitializeAsync();
        using var client = plain.Hub.Client(await plain.Hub.TokenAsync("member"));
        using var answer = await client.PostAsJsonAsync(new Uri("/api/v1/datasets/lab/open/dois", UriKind.Relative), new { }, Stop);
        Assert.Equal((HttpStatusCode.Conflict, "no-doi-agency"), (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"]));
        using var page = await plain.OpenAsync("/datasets/lab/open/dois", "member");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private async Task<string> PageAsync(string path, string who)
    {
        using var answer = await lab.Wire.Lab.OpenAsync(path, who);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    private async Task<string?> CodeAsync(string method, string path, object body)
    {
        using var answer = await lab.Wire.SendAsync(method, path, lab.Wire.Member, body);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["code"];
    }

    private Task<Revision> NewestAsync(Repository repository) => lab.Wire.Hub.UseDbAsync(async db => (await FindRepository.NewestAsync(db, repository, Stop))!);

    private Task<List<string>> EventsAsync(string doi) => lab.Wire.Hub.UseDbAsync(db => Task.FromResult(
        db.Set<Tsumugi.Thread.EventRow>().AsEnumerable().Where(row => row.Kind.Contains(".doi-", StringComparison.Ordinal) && row.Body.Contains(doi, StringComparison.Ordinal)).OrderBy(row => row.Seq).Select(row => row.Kind).ToList()));

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("href=\"(/api/v1/[^\"]*/files/data/fish.txt)\"")]
    private static partial Regex Files();

    [GeneratedRegex("href=\"(/api/v1/dois/[^\"]*/metadata/[^\"]*)\"")]
    private static partial Regex Forms();
}
