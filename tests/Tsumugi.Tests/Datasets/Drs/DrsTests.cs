using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Drs;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Drs;

/// <summary>The Data Repository Service as its clients ask it.</summary>
public sealed class DrsTests(WireLab lab) : IClassFixture<WireLab>
{
    private const string Root = "/ga4gh/drs/v1";

    private static readonly string[] Ways = ["https", "s3"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_says_what_it_is_before_anybody_signs_in()
    {
        var info = await GetAsync(null, "/service-info");
        foreach (var required in (string[])["id", "name", "type", "organization", "version", "maxBulkRequestLength"])
            Assert.True(info[required] is not null, required);
        Assert.Equal(("org.ga4gh", "drs", "1.5.0"), ((string?)info["type"]!["group"], (string?)info["type"]!["artifact"], (string?)info["type"]!["version"]));
        Assert.NotNull(info["organization"]!["url"]);
    }

    [Fact]
    public async Task Bundle_lists_files_and_folders_with_the_checksum_that_the_standard_defines()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("a.txt", "one"), ("deep/b.txt", "two"), ("deep/再現.txt", "three"));
        var id = await BundleAsync(repository);
        var bundle = await GetAsync(lab.Member, $"/objects/{id}");
        Conforms(bundle);
        Assert.Equal(["deep", "a.txt"], bundle["contents"]!.AsArray().Select(one => (string?)one!["name"]));
        Assert.Equal(11, (long)bundle["size"]!);
        var inner = Hash(string.Concat(new[] { Hash("two"), Hash("three") }.Order(StringComparer.Ordinal)));
        Assert.Equal(Hash(string.Concat(new[] { Hash("one"), inner }.Order(StringComparer.Ordinal))), (string?)bundle["checksums"]![0]!["checksum"]);

        var folder = await GetAsync(lab.Member, $"/objects/{(string)bundle["contents"]![0]!["id"]!}");
        Conforms(folder);
        Assert.Equal(inner, (string?)folder["checksums"]![0]!["checksum"]);
        Assert.Equal(["b.txt", "_e5_86_8d_e7_8f_be.txt"], folder["contents"]!.AsArray().Select(one => (string?)one!["name"]));
        var all = await GetAsync(lab.Member, $"/objects/{id}?expand=true");
        Assert.Equal(2, all["contents"]![0]!["contents"]!.AsArray().Count);
    }

    [Fact]
    public async Task Blob_is_fetched_by_the_address_that_access_gives_without_a_token()
    {
        var repository = await lab.BeginAsync("model");
        await lab.CommitAsync(repository, ("weights.txt", "some numbers"));
        var bundle = await GetAsync(lab.Member, $"/objects/{await BundleAsync(repository)}");
        var blob = await GetAsync(lab.Member, $"/objects/{(string)bundle["contents"]![0]!["id"]!}");
        Conforms(blob);
        Assert.Equal(("sha-256", Hash("some numbers")), ((string?)blob["checksums"]![0]!["type"], (string?)blob["checksums"]![0]!["checksum"]));
        var method = blob["access_methods"]![0]!;
        Assert.Equal("https", (string?)method["type"]);
        var access = await GetAsync(lab.Member, $"/objects/{(string)blob["id"]!}/access/{(string)method["access_id"]!}");
        using var nobody = lab.Hub.Client();
        Assert.Equal("some numbers", await nobody.GetStringAsync(new Uri((string)access["url"]!), Stop));
        Assert.StartsWith($"drs://{lab.Hub.Address.Authority}/", (string?)blob["self_uri"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_name_in_an_identifier_outlives_a_rename()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("a.txt", "kept"));
        var id = await BundleAsync(repository);
        await lab.DoneAsync("POST", "/api/repos/move", new { fromRepo = repository.Id, toRepo = $"{repository.Id}-renamed", type = "dataset" });
        Conforms(await GetAsync(lab.Member, $"/objects/{id}"));
    }

    [Theory]
    [InlineData("anonymous", Visibility.Hub, Gating.Open, 401, 401)]
    [InlineData("other", Visibility.Hub, Gating.Open, 200, 200)]
    [InlineData("other", Visibility.Institution, Gating.Open, 404, 404)]
    [InlineData("other", Visibility.Hub, Gating.Manual, 200, 403)]
    [InlineData("accepted", Visibility.Hub, Gating.Manual, 200, 200)]
    [InlineData("expired", Visibility.Hub, Gating.Open, 401, 401)]
    [InlineData("limited", Visibility.Institution, Gating.Open, 200, 200)]
    [InlineData("limited elsewhere", Visibility.Institution, Gating.Open, 404, 404)]
    public async Task Asker_sees_objects_as_the_gate_says_and_is_refused_in_the_standards_form(string who, Visibility visibility, Gating gating, int seen, int fetched)
    {
        var repository = await lab.BeginAsync("dataset", visibility, gating);
        await lab.CommitAsync(repository, ("a.txt", "text"));
        var file = DrsId.OfFile(repository, Hash("text")).ToString();
        var token = await lab.TokenAsync(who, repository);
        foreach (var (method, path, expected) in new[]
        {
            ("GET", $"/objects/{await BundleAsync(repository)}", seen), ("GET", $"/objects/{file}", seen), ("POST", $"/objects/{file}", seen),
            ("OPTIONS", $"/objects/{file}", seen), ("GET", $"/objects/{file}/access/https", fetched), ("POST", $"/objects/{file}/access/https", fetched),
        })
        {
            using var answer = await lab.SendAsync(method, Root + path, token);
            Assert.True((int)answer.StatusCode == expected, $"{method} {path} by {who}: {answer.StatusCode}");
            if (expected < 400)
                continue;
            var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
            if (who == "expired")
                continue;
            Assert.Equal(expected, (int)error["status_code"]!);
            Assert.NotEmpty((string)error["msg"]!);
        }
    }

    [Theory]
    [InlineData("/objects/nothing")]
    [InlineData("/objects/dataset~lab~open~file~xyz")]
    [InlineData("/objects/dataset~lab~open~file~0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/objects/dataset~lab~open~bundle~0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/objects/dataset~lab~open~file~0000000000000000000000000000000000000000000000000000000000000000/access/s3")]
    public async Task Identifier_of_nothing_is_not_found(string path)
    {
        using var answer = await lab.SendAsync("GET", Root + path, lab.Member);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(404, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["status_code"]!);
    }

    [Fact]
    public async Task Bulk_resolves_what_it_may_and_groups_the_rest_by_error()
    {
        var repository = await lab.BeginAsync("dataset");
        await lab.CommitAsync(repository, ("a.txt", "text"));
        var file = DrsId.OfFile(repository, Hash("text")).ToString();
        var objects = await PostAsync("/objects", new { bulk_object_ids = new[] { file, "nothing" } });
        Assert.Equal((2, 1, 1), ((int)objects["summary"]!["requested"]!, (int)objects["summary"]!["resolved"]!, (int)objects["summary"]!["unresolved"]!));
        Conforms(objects["resolved_drs_object"]![0]!);
        Assert.Equal((404, "nothing"), ((int)objects["unresolved_drs_objects"]![0]!["error_code"]!, (string?)objects["unresolved_drs_objects"]![0]!["object_ids"]![0]));

        var urls = await PostAsync("/objects/access", new { bulk_object_access_ids = new[] { new { bulk_object_id = file, bulk_access_ids = Ways } } });
        Assert.Equal(1, (int)urls["summary"]!["resolved"]!);
        Assert.StartsWith("http", (string?)urls["resolved_drs_object_access_urls"]![0]!["url"], StringComparison.Ordinal);

        using var many = await lab.SendAsync("POST", Root + "/objects", lab.Member, JsonContent.Create(new { bulk_object_ids = Enumerable.Repeat(file, 1001) }));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, many.StatusCode);
        using var none = await lab.SendAsync("POST", Root + "/objects", lab.Member, JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }

    private static void Conforms(JsonNode drs)
    {
        foreach (var required in (string[])["id", "self_uri", "size", "created_time", "checksums"])
            Assert.True(drs[required] is not null, required);
        Assert.NotEmpty(drs["checksums"]!.AsArray());
        Assert.Matches("^[A-Za-z0-9._~-]+$", (string?)drs["id"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string?)drs["created_time"]);
        if (drs["contents"] is null)
            Assert.NotEmpty(drs["access_methods"]!.AsArray());
    }

    private async Task<string> BundleAsync(Repository repository) => (await lab.Hub.UseDbAsync(async db =>
        DrsId.OfRevision(repository, (await FindRevision.RunAsync(db, repository, "main", Stop)).Value.Revision.Hash))).ToString();

    private async Task<JsonNode> GetAsync(string? token, string path)
    {
        using var answer = await lab.SendAsync("GET", Root + path, token);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await lab.SendAsync("POST", Root + path, lab.Member, JsonContent.Create(body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
    }

    private static string Hash(string text) => WireLab.Sha256(Encoding.UTF8.GetBytes(text));
}
