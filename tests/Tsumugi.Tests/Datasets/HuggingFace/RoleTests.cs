using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.HuggingFace;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>Every route of the Hugging Face protocol, asked by everybody, of a private and of a gated repository.</summary>
public sealed class RoleTests(WireLab lab) : IClassFixture<WireLab>
{
    /// <summary>Who asks: nobody; a member of another institution; one whose request was accepted; members with a read and a write token;
    /// a steward; an expired token; fine-grained tokens that may write this repository, and another one.</summary>
    private static readonly string[] Askers = ["anonymous", "other", "accepted", "reader", "writer", "owner", "expired", "limited", "limited elsewhere"];

    private static readonly Dictionary<string, (int[] OfPrivate, int[] OfGated)> Kinds = new()
    {
        ["read"] = ([401, 404, 404, 200, 200, 200, 401, 200, 404], [401, 200, 200, 200, 200, 200, 401, 200, 200]),
        ["use"] = ([401, 404, 404, 200, 200, 200, 401, 200, 404], [401, 403, 200, 200, 200, 200, 401, 200, 403]),
        ["write"] = ([401, 404, 404, 403, 200, 200, 401, 200, 404], [401, 403, 403, 403, 200, 200, 401, 200, 403]),

        // Naming an institution or oneself: a token for one repository is not enough.
        ["own"] = ([401, 403, 403, 403, 200, 200, 401, 403, 403], [401, 403, 403, 403, 200, 200, 401, 403, 403]),
        ["by name"] = ([401, 404, 404, 403, 200, 200, 401, 403, 403], [401, 403, 403, 403, 200, 200, 401, 403, 403]),
        ["signed in"] = ([401, 200, 200, 200, 200, 200, 401, 200, 200], [401, 200, 200, 200, 200, 200, 401, 200, 200]),
        ["nobody"] = ([403, 403, 403, 403, 403, 403, 401, 403, 403], [403, 403, 403, 403, 403, 403, 401, 403, 403]),
        ["everybody"] = ([200, 200, 200, 200, 200, 200, 401, 200, 200], [200, 200, 200, 200, 200, 200, 401, 200, 200]),
        ["ask"] = ([401, 404, 404, 403, 409, 409, 401, 403, 404], [401, 200, 200, 403, 409, 409, 401, 403, 403]),
        ["no such thing"] = ([401, 404, 404, 404, 404, 404, 401, 404, 404], [401, 404, 404, 404, 404, 404, 401, 404, 404]),

        // Addresses of the content-addressed store read its own tokens, and no access token is one.
        ["xet"] = ([401, 401, 401, 401, 401, 401, 401, 401, 401], [401, 401, 401, 401, 401, 401, 401, 401, 401]),
        ["xet permit"] = ([403, 403, 403, 403, 403, 403, 403, 403, 403], [403, 403, 403, 403, 403, 403, 403, 403, 403]),
        ["xet none"] = ([404, 404, 404, 404, 404, 404, 404, 404, 404], [404, 404, 404, 404, 404, 404, 404, 404, 404]),
        ["xet open"] = ([200, 200, 200, 200, 200, 200, 200, 200, 200], [200, 200, 200, 200, 200, 200, 200, 200, 200]),
    };

    private const string Oid = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Header = """{"key":"header","value":{"summary":"s","description":""}}""";

    /// <summary>Method, address, how it is guarded, body. {id} is the repository, {name} its name, {n} a fresh number.</summary>
    private static readonly (string Method, string Path, string Kind, string? Body)[] Rows =
    [
        ("GET", "/api/whoami-v2", "signed in", null),
        ("POST", "/api/repos/create", "own", """{"name":"new-{n}","organization":"lab","type":"model"}"""),
        ("DELETE", "/api/repos/delete", "by name", """{"name":"{name}","organization":"lab","type":"model"}"""),
        ("POST", "/api/repos/move", "by name", """{"fromRepo":"{id}","toRepo":"lab/moved-{n}","type":"model"}"""),
        ("POST", "/api/validate-yaml", "everybody", """{"content":"---\nlicense: mit\n---\n","repoType":"model"}"""),
        ("GET", "/api/models", "signed in", null),
        ("GET", "/api/models/{id}", "read", null),
        ("PUT", "/api/models/{id}/settings", "write", """{"gated":"auto"}"""),
        ("GET", "/api/models/{id}/auth-check", "use", null),
        ("GET", "/api/models/{id}/auth-check/write", "write", null),
        ("POST", "/api/models/{id}/user-access-request/ask", "ask", """{"purpose":"research"}"""),
        ("GET", "/api/models/{id}/user-access-request/pending", "write", null),
        ("POST", "/api/models/{id}/user-access-request/handle", "handle", """{"user":"accepted","status":"accepted"}"""),
        ("POST", "/api/models/{id}/user-access-request/grant", "grant", """{"user":"accepted"}"""),
        ("GET", "/api/datasets/{id}/croissant", "read", null),
        ("GET", "/api/models/{id}/discussions", "nobody", null),
        ("POST", "/api/models/{id}/discussions", "nobody", "{}"),
        ("GET", "/api/models/{id}/revision/main", "read", null),
        ("GET", "/api/models/{id}/tree/main", "read", null),
        ("POST", "/api/models/{id}/paths-info/main", "read", """{"paths":["README.md"]}"""),
        ("GET", "/api/models/{id}/refs", "read", null),
        ("GET", "/api/models/{id}/commits/main", "read", null),
        ("POST", "/api/models/{id}/branch/new", "write", "{}"),
        ("DELETE", "/api/models/{id}/branch/spare", "write", null),
        ("POST", "/api/models/{id}/tag/main", "write", """{"tag":"v9"}"""),
        ("DELETE", "/api/models/{id}/tag/v1", "write", null),
        ("GET", "/{id}/resolve/main/README.md", "use", null),
        ("HEAD", "/{id}/resolve/main/README.md", "use", null),
        ("GET", "/datasets/{id}/resolve/main/README.md", "no such thing", null),
        ("HEAD", "/datasets/{id}/resolve/main/README.md", "no such thing", null),
        ("GET", "/{id}/raw/main/README.md", "use", null),
        ("HEAD", "/{id}/raw/main/README.md", "use", null),
        ("GET", "/datasets/{id}/raw/main/README.md", "no such thing", null),
        ("HEAD", "/datasets/{id}/raw/main/README.md", "no such thing", null),
        ("POST", "/api/models/{id}/preupload/main", "write", """{"files":[{"path":"a.txt","size":1,"sample":"YQ=="}]}"""),
        ("POST", "/api/models/{id}/commit/main", "write", Header + "\n" + """{"key":"file","value":{"path":"b.txt","content":"Yg==","encoding":"base64"}}"""),
        ("POST", "/{id}.git/info/lfs/objects/batch", "write", $$"""{"operation":"upload","transfers":["basic"],"objects":[{"oid":"{{Oid}}","size":1}]}"""),
        ("POST", "/datasets/{id}.git/info/lfs/objects/batch", "no such thing", $$"""{"operation":"upload","transfers":["basic"],"objects":[{"oid":"{{Oid}}","size":1}]}"""),
        ("PUT", "/lfs/objects/made-up", "nobody", "x"),
        ("GET", "/lfs/contents/made-up", "nobody", null),
        ("HEAD", "/lfs/contents/made-up", "nobody", null),
        ("PUT", "/lfs/parts/made-up", "nobody", "x"),
        ("POST", "/lfs/complete/made-up", "nobody", $$"""{"oid":"{{Oid}}","parts":[]}"""),
        ("POST", "/lfs/verify", "no such thing", $$"""{"oid":"{{Oid}}","size":1}"""),
        ("GET", "/api/models/{id}/xet-read-token/main", "use", null),
        ("GET", "/api/models/{id}/xet-write-token/main", "write", null),
        ("POST", $"/xet/v1/xorbs/default/{Oid}", "xet", "x"),
        ("POST", "/xet/v1/shards", "xet", "x"),
        ("GET", $"/xet/v1/chunks/default-merkledb/{Oid}", "xet", null),
        ("GET", $"/xet/v1/reconstructions/{Oid}", "xet", null),
        ("GET", $"/xet/v2/reconstructions/{Oid}", "xet", null),
        ("POST", "/xet/v1/telemetry", "xet open", "{}"),
        ("GET", "/xet/bytes/made-up", "xet permit", null),
        ("POST", "/xet/v2/shards", "xet none", "x"),
    ];

    // Requests for a repository that is not gated are an owner's mistake, and said to be one.
    private static int[] Expected(string kind, bool gated) => (kind, gated) switch
    {
        ("handle", false) => [401, 404, 404, 403, 404, 404, 401, 404, 404],
        ("grant", false) => [401, 404, 404, 403, 409, 409, 401, 409, 404],
        ("handle" or "grant", true) => Kinds["write"].OfGated,
        (_, true) => Kinds[kind].OfGated,
        _ => Kinds[kind].OfPrivate,
    };

    public static TheoryData<string, string, bool> Table()
    {
        var table = new TheoryData<string, string, bool>();
        foreach (var row in Rows)
        {
            table.Add(row.Method, row.Path, false);
            table.Add(row.Method, row.Path, true);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Route_asked_by_everybody_answers_as_the_table_says(string method, string path, bool gated)
    {
        var row = Rows.Single(row => row.Method == method && row.Path == path);
        var expected = Expected(row.Kind, gated);
        var changes = row.Kind is "write" or "own" or "by name" or "ask" or "handle" or "grant";
        Repository? repository = null;
        for (var i = 0; i < Askers.Length; i++)
        {
            if (repository is null || changes)
                repository = await BeginAsync(path.StartsWith("/api/datasets/", StringComparison.Ordinal) ? "dataset" : "model", gated);
            var body = row.Body is null ? null : WireLab.Bytes(System.Text.Encoding.UTF8.GetBytes(Filled(row.Body, repository)), "application/json");
            using var answer = await lab.SendAsync(method, Filled(path, repository), await lab.TokenAsync(Askers[i], repository), body);
            Assert.True(
                (int)answer.StatusCode == expected[i],
                $"{method} {path} by {Askers[i]}: {(int)answer.StatusCode} instead of {expected[i]}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
            if (expected[i] == 403 && row.Kind == "use")
                Assert.Equal("GatedRepo", answer.Headers.GetValues("X-Error-Code").Single());
            if (expected[i] == 404 && row.Kind is ("read" or "use"))
                Assert.Equal("RepoNotFound", answer.Headers.GetValues("X-Error-Code").Single());
        }
    }

    [Fact]
    public void Table_has_every_route()
    {
        var (missing, seen) = (new List<string>(), 0);
        foreach (var endpoint in lab.Hub.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (!endpoint.Metadata.Contains(WireForm.Form))
                continue;
            var pattern = endpoint.RoutePattern.RawText!.Replace("{type:repositories}", "models", StringComparison.Ordinal);
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["POST"])
            {
                seen++;
                if (!Rows.Any(row => row.Method == method && IsOf(pattern, row.Path)))
                    missing.Add($"{method} {pattern}");
            }
        }

        Assert.Empty(missing);
        Assert.True(seen >= Rows.Length, $"{seen} routes");
    }

    private static bool IsOf(string pattern, string path)
    {
        var (parts, asked) = (pattern.Split('/'), path.Replace("{id}", "lab/name", StringComparison.Ordinal).Split('/'));
        var open = parts[^1].StartsWith("{**", StringComparison.Ordinal);
        return (open ? asked.Length >= parts.Length - 1 : asked.Length == parts.Length)
            && parts.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private async Task<Repository> BeginAsync(string kind, bool gated)
    {
        var repository = await lab.BeginAsync(kind, gated ? Visibility.Hub : Visibility.Institution, gated ? Gating.Manual : Gating.Open);
        await lab.CommitAsync(repository, ("README.md", "# card\n"));
        await lab.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/branch/spare", new { });
        await lab.DoneAsync("POST", $"/api/{kind}s/{repository.Id}/tag/main", new { tag = "v1" });
        return repository;
    }

    private static string Filled(string text, Repository repository) => text
        .Replace("{id}", repository.Id, StringComparison.Ordinal)
        .Replace("{name}", repository.Slug.Length > 0 ? repository.Slug : repository.Name, StringComparison.Ordinal)
        .Replace("{n}", Guid.NewGuid().ToString("n")[..8], StringComparison.Ordinal);
}
