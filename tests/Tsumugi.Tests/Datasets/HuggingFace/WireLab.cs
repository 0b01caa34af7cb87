using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>A hub with everybody who may ask for repositories, and raw requests as the Python client writes them.</summary>
public sealed class WireLab : IAsyncLifetime
{
    private static int _number;

    private readonly Dictionary<string, string?> _tokens = new() { ["anonymous"] = null };

    public LabHub Lab { get; init; } = new();

    public TestHub Hub => Lab.Hub;

    public async ValueTask InitializeAsync()
    {
        await Lab.InitializeAsync();
        await Hub.AddPersonAsync("accepted", false, "elsewhere-too");
        await Hub.AddPersonAsync("owner", false, "lab:steward");
        var now = DateTime.UtcNow;
        _tokens["other"] = await Hub.TokenAsync("outsider");
        _tokens["accepted"] = await Hub.TokenAsync("accepted");
        _tokens["reader"] = await Hub.TokenAsync("member", TokenScope.Read);
        _tokens["writer"] = await Hub.TokenAsync("member");
        _tokens["owner"] = await Hub.TokenAsync("owner");
        _tokens["expired"] = (await Hub.UseDbAsync(db => CreateToken.RunAsync(db, "member", "old", TokenScope.Write, TimeSpan.FromMinutes(1), now.AddHours(-1)))).Value.Secret;
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    /// <summary>A repository of its own for one test.</summary>
    public async Task<Repository> BeginAsync(string kind = "model", Visibility visibility = Visibility.Hub, Gating gating = Gating.Open)
    {
        var made = await Lab.BeginAsync(kind, $"wire-{Interlocked.Increment(ref _number)}", visibility);
        if (gating == Gating.Open)
            return made;
        await Hub.UseDbAsync(async db =>
        {
            var row = (await db.FindAsync<Repository>(made.Kind, made.InstitutionId, made.Name))!;
            await ChangeRepository.SetAsync(db, LabHub.Member, row, new() { Gated = gating }, DateTime.UtcNow, default);
            await GatedAccess.DecideAsync(db, LabHub.Member, row, "accepted", AccessState.Accepted, "", DateTime.UtcNow, default);
            return true;
        });
        return made;
    }

    public async Task<string?> TokenAsync(string who, Repository repository) => who switch
    {
        "limited" => await FineGrainedAsync(repository.Node.ToString()),
        "limited elsewhere" => await FineGrainedAsync("dataset:lab/open"),
        _ => _tokens[who],
    };

    public async Task<string> FineGrainedAsync(string writes) => (await Hub.UseDbAsync(db => new CreateToken
    {
        PersonId = "member",
        Name = "fine",
        Scope = TokenScope.FineGrained,
        Limits = new([], [writes]),
        Lifetime = TimeSpan.FromHours(1),
    }.RunAsync(db, LabHub.Member.Node, DateTime.UtcNow, default))).Value.Secret;

    /// <summary>One request, its path sent just as it is written.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? token, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var client = Hub.Client(token);
        var address = path.StartsWith("http", StringComparison.Ordinal) ? path : $"{Hub.Address.ToString().TrimEnd('/')}{path}";
        using var request = new HttpRequestMessage(new(method), new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = body };
        headers?.Invoke(request.Headers);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? token, object json) => SendAsync(method, path, token, Json(json));

    /// <summary>What the member is answered; it must be a success.</summary>
    public async Task<JsonNode?> DoneAsync(string method, string path, HttpContent? body = null)
    {
        using var answer = await SendAsync(method, path, _tokens["writer"], body);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    public Task<JsonNode?> DoneAsync(string method, string path, object json) => DoneAsync(method, path, Json(json));

    public string Member => _tokens["writer"]!;

    /// <summary>Commits small files; each as path and text.</summary>
    public async Task<string> CommitAsync(Repository repository, params (string Path, string Text)[] files)
    {
        var lines = files.Select(file => Line("file", new { path = file.Path, content = Base64(file.Text), encoding = "base64" }));
        return (string)(await DoneAsync("POST", $"/api/{repository.Kind}s/{repository.Id}/commit/main", Ndjson([Line("header", new { summary = "files", description = "" }), .. lines])))!["commitOid"]!;
    }

    /// <summary>Commits files of any bytes, as a page or a job does.</summary>
    public async Task<Commit> CommitBytesAsync(Repository repository, params (string Path, byte[] Bytes)[] files)
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        var (db, store) = (scope.ServiceProvider.GetRequiredService<HubDb>(), scope.ServiceProvider.GetRequiredService<ContentStore>());
        var puts = new List<FileOperation>();
        foreach (var (path, bytes) in files)
        {
            var stored = await store.PutBytesAsync(bytes, default);
            puts.Add(new FileOperation.Put(new(path, stored.Hash, stored.Size)));
        }

        await ReachableContents.BroughtAsync(db, LabHub.Member, [.. puts.OfType<FileOperation.Put>().Select(put => put.File.Hash)], DateTime.UtcNow, default);
        var own = (await db.FindAsync<Repository>(repository.Kind, repository.InstitutionId, repository.Name))!;
        var made = await new CommitFiles { Repository = own, Operations = puts, Title = "files" }
            .RunAsync(db, scope.ServiceProvider.GetRequiredService<CheckContents>(), LabHub.Member, DateTime.UtcNow, default);
        Assert.True(!made.Refused, made.Refusal?.Reason.En);
        return made.Value;
    }

    public static string Line(string key, object value) => JsonSerializer.Serialize(new { key, value });

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static ByteArrayContent Ndjson(IEnumerable<string> lines) =>
        Bytes(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), "application/x-ndjson");

    public static ByteArrayContent Json(object value) => Bytes(JsonSerializer.SerializeToUtf8Bytes(value), "application/json");

    public static ByteArrayContent Bytes(byte[] bytes, string type = "application/octet-stream")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new(type);
        return content;
    }
}
