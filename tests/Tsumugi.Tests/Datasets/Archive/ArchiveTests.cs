using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Archive;

/// <summary>A repository goes out as a plain folder and comes in again as what it was, at its own hub and at another.</summary>
public sealed class ArchiveTests : IAsyncLifetime
{
    private readonly WireLab _here = new();
    private WireLab? _there;
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-archive-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RepositoryFolder Folder => new(Path.Combine(_folder, "out"));

    public ValueTask InitializeAsync() => _here.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        if (_there is not null)
            await _there.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("model", 1)]
    [InlineData("dataset", 2)]
    [InlineData("model", 3)]
    public async Task Any_history_comes_in_as_it_was(string kind, int seed)
    {
        var repository = await WriteAsync(kind, seed);
        using var boss = await BossAsync(_here);
        var exported = await Folder.ExportAsync(boss, kind, repository.Id, Stop);
        Assert.Equal(exported.Contents, Distinct().Count);
        await SumsHoldAsync();

        _there = await ThereAsync();
        using var elsewhere = await BossAsync(_there);
        var restored = await Folder.RestoreAsync(elsewhere, kind, repository.Id, Stop);
        Assert.True(restored.SameNames);
        Assert.Equal(await StateAsync(_here, kind, repository.Id), await StateAsync(_there, kind, repository.Id));
        await new RepositoryFolder(Path.Combine(_folder, "again")).ExportAsync(elsewhere, kind, repository.Id, Stop);
        Assert.Equal(Tree("out"), Tree("again"));
    }

    [Fact]
    public async Task History_of_somebody_who_was_erased_comes_in_with_the_commits_that_it_had()
    {
        var repository = await WriteAsync("dataset", 6);
        await _here.Hub.UseDbAsync(async db =>
        {
            await db.Set<Commit>().ExecuteUpdateAsync(row => row.SetProperty(one => one.PersonId, "erased-somebody"), Stop);
            return await db.Set<Revision>().ExecuteUpdateAsync(row => row.SetProperty(one => one.PersonId, "erased-somebody"), Stop);
        });
        using var boss = await BossAsync(_here);
        await Folder.ExportAsync(boss, "dataset", repository.Id, Stop);
        _there = await ThereAsync();
        using var elsewhere = await BossAsync(_there);
        Assert.True((await Folder.RestoreAsync(elsewhere, "dataset", repository.Id, Stop)).SameNames);
        Assert.Equal(await StateAsync(_here, "dataset", repository.Id), await StateAsync(_there, "dataset", repository.Id));
    }

    [Fact]
    public async Task Under_another_name_commits_say_the_same_and_are_called_otherwise()
    {
        var repository = await WriteAsync("model", 4);
        using var boss = await BossAsync(_here);
        await Folder.ExportAsync(boss, "model", repository.Id, Stop);
        var restored = await Folder.RestoreAsync(boss, "model", "lab/another-name", Stop);
        Assert.False(restored.SameNames);
        var (one, other) = (await StateAsync(_here, "model", repository.Id, oids: false), await StateAsync(_here, "model", "lab/another-name", oids: false));
        Assert.Equal(one, other);
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => Folder.RestoreAsync(boss, "model", "lab/another-name", Stop));
        Assert.Equal("not-empty", refused.Problem.Code);
        await _here.CommitAsync(repository, ("more.txt", "goes on"));
    }

    [Fact]
    public async Task Deleted_repository_comes_back_with_its_branches_and_the_same_commits()
    {
        var repository = await WriteAsync("model", 5);
        var before = await StateAsync(_here, "model", repository.Id);
        using var boss = await BossAsync(_here);
        await Folder.ExportAsync(boss, "model", repository.Id, Stop);
        using var deleted = await _here.SendAsync("DELETE", "/api/repos/delete", _here.Member, new { name = repository.Id, type = "model" });
        Assert.True((await Folder.RestoreAsync(boss, "model", repository.Id, Stop)).SameNames);
        Assert.Equal(before, await StateAsync(_here, "model", repository.Id));
    }

    [Fact]
    public async Task Interrupted_export_goes_on_and_an_older_one_is_brought_up_to_date()
    {
        var repository = await WriteAsync("model", 6);
        using var boss = await BossAsync(_here);
        var first = await Folder.ExportAsync(boss, "model", repository.Id, Stop);
        File.Delete(InFolder("SHA256SUMS"));
        File.Delete(Directory.EnumerateFiles(InFolder("objects"), "*", SearchOption.AllDirectories).First());
        await File.WriteAllTextAsync(InFolder($"{new string('a', 64)}.part"), "half", Stop);
        Assert.Equal(1, (await Folder.ExportAsync(boss, "model", repository.Id, Stop)).Fetched);

        await _here.CommitAsync(repository, ("f0.txt", "newer"), ("new/er.txt", "new"));
        var later = await Folder.ExportAsync(boss, "model", repository.Id, Stop);
        Assert.Equal(first.Commits + 1, later.Commits);
        Assert.Equal("newer", await File.ReadAllTextAsync(InFolder("files/f0.txt"), Stop));
        Assert.Equal(later.Contents, Distinct().Count);
        await SumsHoldAsync();
        var other = await Assert.ThrowsAsync<IOException>(() => Folder.ExportAsync(boss, "dataset", "lab/open", Stop));
        Assert.Contains(repository.Id, other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("object")]
    [InlineData("missing object")]
    [InlineData("history")]
    [InlineData("no sums")]
    public async Task Damaged_folder_is_refused_and_nothing_is_made(string what)
    {
        var repository = await WriteAsync("model", 7);
        using var boss = await BossAsync(_here);
        await Folder.ExportAsync(boss, "model", repository.Id, Stop);
        var path = what switch
        {
            "history" => InFolder("history.ndjson"),
            "no sums" => InFolder("SHA256SUMS"),
            _ => Directory.EnumerateFiles(InFolder("objects"), "*", SearchOption.AllDirectories).First(),
        };
        if (what is "missing object" or "no sums")
            File.Delete(path);
        else
            await FlipAsync(path);
        _there = await ThereAsync();
        using var elsewhere = await BossAsync(_there);
        await Assert.ThrowsAsync<IOException>(() => Folder.RestoreAsync(elsewhere, "model", repository.Id, Stop));
        using var none = await _there.SendAsync("GET", $"/api/models/{repository.Id}", _there.Member);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("../../outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b.txt")]
    public async Task Path_that_leads_out_of_the_folder_is_refused_by_both_sides(string path)
    {
        var (page, revision) = Pages(path);
        var head = (await HistoryAsync(_here, "dataset", "lab/open")).First();
        var oid = Commit.NameOf("dataset:lab/bad", null, (string)revision["revision"]!["hash"]!, "member", "t", "", DateTime.UnixEpoch);
        head["head"]!["node"] = "dataset:lab/bad";
        var lines = new JsonNode[]
        {
            head, page, revision,
            new JsonObject { ["commit"] = new JsonObject { ["oid"] = oid, ["revision"] = (string)revision["revision"]!["hash"]!, ["title"] = "t", ["message"] = "", ["person"] = "member", ["at"] = DateTime.UnixEpoch } },
            new JsonObject { ["ref"] = new JsonObject { ["name"] = "main", ["isTag"] = false, ["oid"] = oid, ["message"] = "" } },
        };
        var text = string.Concat(lines.Select(line => line.ToJsonString() + "\n"));
        using var refused = await _here.SendAsync("POST", "/api/v1/datasets/lab/bad/history", await _here.Hub.TokenAsync("boss"), WireLab.Bytes(Encoding.UTF8.GetBytes(text), "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Line 2", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        Directory.CreateDirectory(InFolder(""));
        await File.WriteAllTextAsync(InFolder("history.ndjson"), text, Stop);
        await File.WriteAllTextAsync(InFolder("SHA256SUMS"), $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  history.ndjson\n", Stop);
        using var boss = await BossAsync(_here);
        var error = await Assert.ThrowsAsync<IOException>(() => Folder.RestoreAsync(boss, "dataset", "lab/bad", Stop));
        Assert.Contains("out of the folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("commit", "title", "another")]
    [InlineData("commit", "person", "somebody")]
    [InlineData("revision", "hash", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("page", "text", "")]
    [InlineData("ref", "oid", "0000000000000000000000000000000000000000")]
    [InlineData("ref", "name", "../main")]
    [InlineData("head", "format", "2")]
    public async Task Line_that_was_changed_is_refused_by_its_number(string line, string field, string value)
    {
        var lines = await HistoryAsync(_here, "dataset", "lab/open");
        var at = lines.FindIndex(one => one[line] is not null);
        lines[at][line]![field] = field == "format" ? 2 : value;
        var text = string.Concat(lines.Select(one => one.ToJsonString() + "\n"));
        using var refused = await _here.SendAsync("POST", "/api/v1/datasets/lab/copy/history", await _here.Hub.TokenAsync("boss"), WireLab.Bytes(Encoding.UTF8.GetBytes(text), "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"Line {at + 1} ", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anonymous", "GET", "/api/v1/datasets/lab/secret/history", 401)]
    [InlineData("other", "GET", "/api/v1/datasets/lab/secret/history", 404)]
    [InlineData("writer", "GET", "/api/v1/datasets/lab/secret/history", 200)]
    [InlineData("other", "GET", "/api/v1/datasets/lab/open/history", 200)]
    [InlineData("owner", "POST", "/api/v1/datasets/lab/new/history", 403)]
    [InlineData("owner", "PUT", "/api/v1/contents/abc", 403)]
    [InlineData("owner", "POST", "/api/v1/contents/missing", 403)]
    public async Task Who_may_read_exports_and_operators_restore(string who, string method, string path, int status)
    {
        using var answer = await _here.SendAsync(
            method, path, await _here.TokenAsync(who, await _here.BeginAsync()), method == "GET" ? null : path.EndsWith("missing", StringComparison.Ordinal) ? WireLab.Json(Array.Empty<string>()) : WireLab.Bytes([]));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    /// <summary>Another hub, which knows nothing of the first.</summary>
    private static async Task<WireLab> ThereAsync()
    {
        var lab = new WireLab();
        await lab.InitializeAsync();
        return lab;
    }

    /// <summary>Commits of every sort, on two branches, with tags: what a seed makes of it.</summary>
    private async Task<Repository> WriteAsync(string kind, int seed)
    {
        var (random, repository) = (new Random(seed), await _here.BeginAsync(kind));
        for (var round = 0; round < 6; round++)
        {
            var files = Enumerable.Range(0, random.Next(1, 4)).Select(_ => ($"{(random.Next(2) == 0 ? "" : "folder/ünicode 名/")}f{random.Next(4)}.txt", $"text {random.Next(6)}")).DistinctBy(file => file.Item1);
            await _here.CommitAsync(repository, [.. files, ($"f{round % 2}.txt", $"round {round}")]);
            if (round == 2)
            {
                await _here.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/branch/side", new { startingPoint = "main" });
                await _here.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/tag/main", new { tag = "v1", message = "版一" });
            }

            if (round == 3)
            {
                var bytes = new byte[200_000];
                random.NextBytes(bytes);
                var oid = await WireExchanges.UploadByLfsAsync(_here, repository, bytes);
                foreach (var branch in (string[])["side", "main"])
                {
                    await _here.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/commit/{branch}", WireLab.Ndjson([
                        WireLab.Line("header", new { summary = "large\n一行目", description = "and\nmore" }),
                        WireLab.Line("lfsFile", new { path = "large.dat", algo = "sha256", oid, size = bytes.Length }),
                    ]));
                }
            }
        }

        await _here.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/commit/main", WireLab.Ndjson([
            WireLab.Line("header", new { summary = "gone", description = "" }), WireLab.Line("deletedFile", new { path = "large.dat" }),
        ]));
        return repository;
    }

    /// <summary>Everything that a history says of commits, names and files, in one text.</summary>
    private static async Task<string> StateAsync(WireLab lab, string kind, string id, bool oids = true)
    {
        var lines = await HistoryAsync(lab, kind, id);
        var text = new StringBuilder();
        foreach (var line in lines.Skip(1))
        {
            if (!oids)
            {
                line["commit"]?.AsObject().Remove("oid");
                line["commit"]?.AsObject().Remove("parent");
                line["ref"]?.AsObject().Remove("oid");
            }

            text.AppendLine(line.ToJsonString());
        }

        // Commits of the same depth on two branches come in the order of their names.
        return string.Join('\n', text.ToString().Split('\n').Order(StringComparer.Ordinal));
    }

    private static async Task<List<JsonNode>> HistoryAsync(WireLab lab, string kind, string id)
    {
        using var answer = await lab.SendAsync("GET", $"/api/v1/{kind}s/{id}/history", lab.Member);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Content.ReadAsStringAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static (JsonNode Page, JsonNode Revision) Pages(string path)
    {
        var file = new RevisionFile(path, WireLab.Sha256([1]), 1);
        var text = $"{file.Hash} 1 L {path}\n";
        var page = WireLab.Sha256(Encoding.UTF8.GetBytes(text));
        return (
            new JsonObject { ["page"] = new JsonObject { ["hash"] = page, ["text"] = text } },
            new JsonObject { ["revision"] = new JsonObject { ["hash"] = Revision.HashOf([file]), ["pages"] = new JsonArray(page), ["createdAt"] = DateTime.UnixEpoch, ["person"] = "member", ["facts"] = new JsonObject() } });
    }

    private static async Task<HubClient> BossAsync(WireLab lab) => new(lab.Hub.Address, await lab.Hub.TokenAsync("boss"));

    private string InFolder(string path) => Path.Combine(_folder, "out", path);

    private HashSet<string> Distinct() => [.. Tree("out").Where(line => line.StartsWith("files/", StringComparison.Ordinal) || line.StartsWith("objects/", StringComparison.Ordinal)).Select(line => line.Split('\t')[1])];

    private List<string> Tree(string name) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_folder, name), "*", SearchOption.AllDirectories)
            .Select(path => $"{Path.GetRelativePath(Path.Combine(_folder, name), path)}\t{WireLab.Sha256(File.ReadAllBytes(path))}").Order(StringComparer.Ordinal),
    ];

    private async Task SumsHoldAsync()
    {
        foreach (var line in await File.ReadAllLinesAsync(InFolder("SHA256SUMS"), Stop))
            Assert.Equal(line[..64], WireLab.Sha256(await File.ReadAllBytesAsync(InFolder(line[66..]), Stop)));
    }

    private static async Task FlipAsync(string path)
    {
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Stop);
    }
}
