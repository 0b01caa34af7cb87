using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Quotas;

/// <summary>Institutions have what they may have: each content once, refused before it is sent and in any case at the commit.</summary>
public sealed class QuotaTests : IAsyncLifetime
{
    private readonly WireLab _lab = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _lab.InitializeAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task The_same_bytes_count_once_however_often_they_are_committed()
    {
        var (one, other, before) = (await _lab.BeginAsync(), await _lab.BeginAsync("dataset"), await UsedAsync());
        await _lab.CommitAsync(one, ("a.txt", "twelve bytes"), ("b/a.txt", "twelve bytes"));
        await _lab.CommitAsync(other, ("c.txt", "twelve bytes"));
        Assert.Equal(before + 12, await UsedAsync());
        await DeleteAsync(one);
        Assert.Equal(before + 12, await UsedAsync());
        await DeleteAsync(other);
        Assert.Equal(before, await UsedAsync());
    }

    [Fact]
    public async Task Commit_past_the_limit_is_refused_whole_and_says_used_allowed_and_asked()
    {
        var repository = await _lab.BeginAsync();
        var head = await _lab.CommitAsync(repository, ("a.txt", new string('a', 1000)));
        await LimitAsync(await UsedAsync() + 1500);
        var body = Commit(("b.txt", new string('b', 1400)), ("c.txt", new string('c', 200)));
        var used = await UsedAsync();
        using var refused = await _lab.SendAsync("POST", $"/api/models/{repository.Id}/commit/main", _lab.Member, body);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        var said = refused.Headers.GetValues("X-Error-Message").Single();
        Assert.Contains($"{used:N0} B used", said, StringComparison.Ordinal);
        Assert.Contains($"{used + 1500:N0} B allowed", said, StringComparison.Ordinal);
        Assert.Contains("1,600 B asked for", said, StringComparison.Ordinal);
        using var main = await _lab.SendAsync("GET", $"/api/models/{repository.Id}/revision/main", _lab.Member);
        Assert.Equal(head, (string)JsonNode.Parse(await main.Content.ReadAsStringAsync(Stop))!["sha"]!);
        Assert.Equal(used, await UsedAsync());
        await _lab.CommitAsync(repository, ("b.txt", new string('b', 1400)));
        await _lab.CommitAsync(repository, ("again.txt", new string('b', 1400)));
    }

    [Fact]
    public async Task Two_commits_at_once_of_which_one_fits_leave_one()
    {
        var repositories = new[] { await _lab.BeginAsync(), await _lab.BeginAsync(), await _lab.BeginAsync(), await _lab.BeginAsync() };
        var before = await UsedAsync();
        await LimitAsync(before + 1500);
        var statuses = await Task.WhenAll(repositories.Select(async (repository, i) =>
        {
            using var answer = await _lab.SendAsync("POST", $"/api/models/{repository.Id}/commit/main", _lab.Member, Commit(("a.txt", new string((char)('a' + i), 1000))));
            return answer.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(before + 1000, await UsedAsync());
    }

    [Fact]
    public async Task Large_files_are_refused_before_they_are_sent()
    {
        var repository = await _lab.BeginAsync();
        await LimitAsync(await UsedAsync() + 100_000);
        var bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);
        var made = new XetBodies(bytes);
        using var batch = await _lab.SendAsync("POST", $"/{repository.Id}.git/info/lfs/objects/batch", _lab.Member, new
        {
            operation = "upload",
            transfers = (List<string>)["basic"],
            objects = new[] { new { oid = WireLab.Sha256(bytes), size = bytes.Length } },
        });
        using var preupload = await _lab.SendAsync(
            "POST", $"/api/models/{repository.Id}/preupload/main", _lab.Member, new { files = new[] { new { path = "a.bin", size = 900_000_000_000, sample = "" } } });
        var token = (await _lab.DoneAsync("GET", $"/api/models/{repository.Id}/xet-write-token/main"))!;
        var (cas, access) = ((string)token["casUrl"]!, (string)token["accessToken"]!);
        using var xorb = await _lab.SendAsync("POST", $"{cas}/v1/xorbs/default/{made.XorbHash}", access, WireLab.Bytes(made.Xorb));
        await LimitAsync(null);
        using var sent = await _lab.SendAsync("POST", $"{cas}/v1/xorbs/default/{made.XorbHash}", access, WireLab.Bytes(made.Xorb));
        await LimitAsync(await UsedAsync() + 100_000);
        using var shard = await _lab.SendAsync("POST", $"{cas}/v1/shards", access, WireLab.Bytes(made.Shard()));
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.RequestEntityTooLarge, 4), [batch.StatusCode, preupload.StatusCode, xorb.StatusCode, shard.StatusCode]);
    }

    [Fact]
    public async Task Artifacts_of_runs_count_and_are_refused_past_the_limit()
    {
        var experiment = (string)(await _lab.DoneAsync("POST", "/api/2.0/mlflow/experiments/create", new { name = "quota" }))!["experiment_id"]!;
        var run = (string)(await _lab.DoneAsync("POST", "/api/2.0/mlflow/runs/create", new { experiment_id = experiment }))!["run"]!["info"]!["run_id"]!;
        var (address, before) = ($"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts", await UsedAsync());
        await LimitAsync(before + 1000);
        await _lab.DoneAsync("PUT", $"{address}/a.txt", WireLab.Bytes(new byte[900]));
        Assert.Equal(before + 900, await UsedAsync());
        using var second = await _lab.SendAsync("PUT", $"{address}/b.txt", _lab.Member, WireLab.Bytes(new byte[901]));
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        await _lab.DoneAsync("PUT", $"{address}/same.txt", WireLab.Bytes(new byte[900]));
        Assert.Equal(before + 900, await UsedAsync());
    }

    [Fact]
    public async Task Import_past_the_limit_is_refused()
    {
        await LimitAsync(0);
        var refused = await _lab.Lab.ImportAsync("lab/open", LabHub.GenBank.Replace("first protein", "another protein", StringComparison.Ordinal));
        Assert.Equal("quota-exceeded", refused.Refusal?.Code);
        Assert.Contains("上限 0 B", refused.Refusal!.Reason.Ja, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repository_of_a_project_must_fit_the_project_s_storage_too()
    {
        var (repository, other) = (await _lab.BeginAsync(), await _lab.BeginAsync());
        await _lab.DoneAsync("POST", "/api/v1/projects", new { id = "small", institution = "lab", titleJa = "題", titleEn = "Title", layers = (List<string>)["dna"] });
        await _lab.CommitAsync(other, ("big.txt", new string('q', 900)));
        using (var set = await _lab.SendAsync("PUT", "/api/v1/projects/small/quota", await _lab.Hub.TokenAsync("boss"), new { limitBytes = 1000 }))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Null(await JoinAsync(repository, "small"));
        await _lab.CommitAsync(repository, ("a.txt", new string('p', 600)));
        using var refused = await _lab.SendAsync("POST", $"/api/models/{repository.Id}/commit/main", _lab.Member, Commit(("b.txt", new string('r', 600))));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("the project small", refused.Headers.GetValues("X-Error-Message").Single(), StringComparison.Ordinal);
        Assert.Equal("quota-exceeded", (await JoinAsync(other, "small"))?.Code);
        var shown = (await _lab.DoneAsync("GET", "/api/v1/projects/small/quota"))!;
        Assert.Equal(1000, (long)shown["limitBytes"]!);
        Assert.InRange((long)shown["usedBytes"]!, 600, 1000);
        Assert.Null(await JoinAsync(repository, null));
        Assert.Equal(0, (long)(await _lab.DoneAsync("GET", "/api/v1/projects/small/quota"))!["usedBytes"]!);
    }

    private async Task<Tsumugi.Hub.Refusal?> JoinAsync(Repository repository, string? project) => await _lab.Hub.UseDbAsync(async db =>
    {
        var row = await FindRepository.OfNode(db, repository.Node).SingleAsync(Stop);
        var content = (ContentStore)_lab.Hub.Services.GetService(typeof(ContentStore))!;
        return await ChangeRepository.SetProjectAsync(db, content, LabHub.Member, row, project, DateTime.UtcNow, Stop);
    });

    [Theory]
    [InlineData("anonymous", "GET", 401)]
    [InlineData("other", "GET", 404)]
    [InlineData("writer", "GET", 200)]
    [InlineData("writer", "PUT", 403)]
    [InlineData("other", "PUT", 403)]
    public async Task Members_see_the_quota_and_operators_set_it(string who, string method, int status)
    {
        using var answer = await _lab.SendAsync(
            method, "/api/v1/institutions/lab/quota", await _lab.TokenAsync(who, await _lab.BeginAsync()), method == "PUT" ? WireLab.Json(new { limitBytes = 5 }) : null);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Institution_page_shows_use_and_lets_an_operator_set_the_limit()
    {
        using var boss = await _lab.Hub.SignedInAsync("boss");
        using var set = await boss.SendFormAsync("/institutions/lab", "set-quota", new Dictionary<string, string> { ["gigabytes"] = "2.5" });
        Assert.Equal(HttpStatusCode.Found, set.StatusCode);
        using var wrong = await boss.SendFormAsync("/institutions/lab", "set-quota", new Dictionary<string, string> { ["gigabytes"] = "-1" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var member = await _lab.Hub.SignedInAsync("member");
        var page = await (await member.GetAsync("/institutions/lab")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("2.5 GB", page, StringComparison.Ordinal);
        Assert.DoesNotContain("set-quota", page, StringComparison.Ordinal);
        using var outsider = await _lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("2.5 GB", await (await outsider.GetAsync("/institutions/lab")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(1, await _lab.Hub.UseDbAsync(db => db.Set<Tsumugi.Thread.EventRow>().CountAsync(row => row.Kind == "quota.set", Stop)));
    }

    private async Task<long> UsedAsync() => (long)(await _lab.DoneAsync("GET", "/api/v1/institutions/lab/quota"))!["usedBytes"]!;

    private async Task LimitAsync(long? bytes)
    {
        using var answer = await _lab.SendAsync("PUT", "/api/v1/institutions/lab/quota", await _lab.Hub.TokenAsync("boss"), new { limitBytes = bytes });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task DeleteAsync(Repository repository)
    {
        using var answer = await _lab.SendAsync("DELETE", "/api/repos/delete", _lab.Member, new { name = repository.Id, type = repository.Kind });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static ByteArrayContent Commit(params (string Path, string Text)[] files) => WireLab.Ndjson([
        WireLab.Line("header", new { summary = "files", description = "" }),
        .. files.Select(file => WireLab.Line("file", new { path = file.Path, content = WireLab.Base64(file.Text), encoding = "base64" })),
    ]);
}
