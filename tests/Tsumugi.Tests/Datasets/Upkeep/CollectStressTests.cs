using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Upkeep;

/// <summary>Collecting goes on without a pause and without any grace while others upload, commit and delete.</summary>
public sealed class CollectStressTests : IAsyncLifetime
{
    private const int Writers = 4;
    private const int Rounds = 12;

    private readonly WireLab _lab = new()
    {
        Lab = new()
        {
            // So short that uploads are often collected before their commit: clients then send them again.
            Settings = options => options with { CollectGrace = TimeSpan.Zero, DeletedLife = TimeSpan.Zero, UncommittedLife = TimeSpan.FromMilliseconds(150) },
        },
    };

    private readonly byte[][] _pieces = [.. Enumerable.Range(0, 12).Select(Piece)];
    private readonly ConcurrentDictionary<(string Repository, string Path), byte[]> _committed = [];
    private int _sentAgain;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _lab.InitializeAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Nothing_that_was_committed_is_lost_and_all_that_was_not_goes()
    {
        var removed = new Collected(0, 0, 0, 0, false);
        using var done = new CancellationTokenSource();
        var collecting = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var round = await CollectAsync();
                removed = removed with { Contents = removed.Contents + round.Contents, Xorbs = removed.Xorbs + round.Xorbs };
            }
        }, Stop);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), Stop)));
        await done.CancelAsync();
        await collecting;

        Assert.True(removed is { Contents: > 0, Xorbs: > 0 }, $"{removed}; sent again {_sentAgain} times");
        foreach (var ((repository, path), bytes) in _committed)
        {
            using var answer = await _lab.SendAsync("GET", $"/{repository}/resolve/main/{path}", _lab.Member);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{repository} {path}: {answer.StatusCode}\n{_lab.Hub.Logs.Errors}");
            var came = await answer.Content.ReadAsByteArrayAsync(Stop);
            Assert.True(bytes.AsSpan().SequenceEqual(came), $"{repository} {path}");
        }

        foreach (var repository in _committed.Keys.Select(key => key.Repository).Distinct())
            await DeleteAsync(repository);
        await Task.Delay(200, Stop);
        await CollectAsync();
        await _lab.Hub.UseDbAsync(async db =>
        {
            var held = await db.Set<RepositoryContent>().Select(row => row.Sha256).Distinct().ToListAsync(Stop);
            Assert.Equal(held.Order(), (await db.Set<ContentRow>().Select(row => row.Sha256).ToListAsync(Stop)).Order());
            var named = (await db.Set<ContentRow>().Select(row => row.Terms).ToListAsync(Stop)).SelectMany(terms => Term.Read(terms)).Select(term => term.XorbId).Distinct();
            Assert.Equal(named.Order(), (await db.Set<XorbRow>().Select(row => row.Id).ToListAsync(Stop)).Order());
            return true;
        });
        Assert.DoesNotContain("would name a xorb", _lab.Hub.Logs.Errors, StringComparison.Ordinal);
    }

    private Task<Collected> CollectAsync() => _lab.Hub.Services.GetRequiredService<CollectContents>().RunAsync(DateTime.UtcNow, Stop);

    private async Task WriteAsync(int writer)
    {
        var random = new Random(writer);
        var repository = await _lab.BeginAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var (path, bytes) = ($"f{round}.dat", Bytes(random));
            Func<Repository, string, byte[], Task<bool>> send = random.Next(3) switch { 0 => InlineAsync, 1 => ByLfsAsync, _ => ByXetAsync };
            while (!await send(repository, path, bytes))
                Interlocked.Increment(ref _sentAgain);
            _committed[(repository.Id, path)] = bytes;
            if (random.Next(4) > 0)
                continue;
            await DeleteAsync(repository.Id);
            foreach (var key in _committed.Keys.Where(key => key.Repository == repository.Id))
                _committed.TryRemove(key, out _);
            repository = await _lab.BeginAsync();
        }
    }

    // All writers make their files of the same few pieces, so that chunks come, go and come again.
    private byte[] Bytes(Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).SelectMany(_ => _pieces[random.Next(_pieces.Length)])];

    private Task<bool> InlineAsync(Repository repository, string path, byte[] bytes) =>
        CommitAsync(repository, WireLab.Line("file", new { path, content = Convert.ToBase64String(bytes), encoding = "base64" }));

    private async Task<bool> ByLfsAsync(Repository repository, string path, byte[] bytes)
    {
        var oid = WireLab.Sha256(bytes);
        var batch = await WireExchanges.BatchAsync(_lab, repository, oid, bytes.Length);
        if (batch["actions"] is { } actions)
        {
            using var put = await _lab.SendAsync("PUT", (string)actions["upload"]!["href"]!, null, WireLab.Bytes(bytes));
            Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync(Stop) + _lab.Hub.Logs.Errors);
        }

        return await CommitAsync(repository, WireLab.Line("lfsFile", new { path, algo = "sha256", oid, size = bytes.Length }));
    }

    private async Task<bool> ByXetAsync(Repository repository, string path, byte[] bytes)
    {
        var made = new XetBodies(bytes);
        var token = (await _lab.DoneAsync("GET", $"/api/models/{repository.Id}/xet-write-token/main"))!;
        var (cas, access) = ((string)token["casUrl"]!, (string)token["accessToken"]!);
        using var xorb = await _lab.SendAsync("POST", $"{cas}/v1/xorbs/default/{made.XorbHash}", access, WireLab.Bytes(made.Xorb));
        Assert.True(xorb.IsSuccessStatusCode, await xorb.Content.ReadAsStringAsync(Stop) + _lab.Hub.Logs.Errors);
        using var shard = await _lab.SendAsync("POST", $"{cas}/v1/shards", access, WireLab.Bytes(made.Shard()));
        if (shard.StatusCode == HttpStatusCode.BadRequest)
            return false;
        Assert.True(shard.IsSuccessStatusCode, await shard.Content.ReadAsStringAsync(Stop) + _lab.Hub.Logs.Errors);
        return await CommitAsync(repository, WireLab.Line("lfsFile", new { path, algo = "sha256", oid = WireLab.Sha256(bytes), size = bytes.Length }));
    }

    /// <returns>False when the upload was collected before it was committed.</returns>
    private async Task<bool> CommitAsync(Repository repository, string line)
    {
        var body = WireLab.Ndjson([WireLab.Line("header", new { summary = "x", description = "" }), line]);
        using var answer = await _lab.SendAsync("POST", $"/api/models/{repository.Id}/commit/main", _lab.Member, body);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        if (answer.StatusCode == HttpStatusCode.BadRequest && text.Contains("SHA-256", StringComparison.Ordinal))
            return false;
        Assert.True(answer.IsSuccessStatusCode, text + _lab.Hub.Logs.Errors);
        return JsonNode.Parse(text)!["success"]!.GetValue<bool>();
    }

    private async Task DeleteAsync(string repository)
    {
        using var answer = await _lab.SendAsync("DELETE", "/api/repos/delete", _lab.Member, new { name = repository, type = "model" });
        Assert.True(answer.IsSuccessStatusCode, _lab.Hub.Logs.Errors);
    }

    private static byte[] Piece(int seed)
    {
        var bytes = new byte[150_000];
        new Random(1000 + seed).NextBytes(bytes);
        return bytes;
    }
}
