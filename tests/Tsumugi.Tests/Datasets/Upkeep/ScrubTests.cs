using System.Net;
using System.Text.Json.Nodes;
using K4os.Compression.LZ4.Streams;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Upkeep;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Upkeep;

/// <summary>Damage in the store is found, named by the files that it touches, and mended by bytes that come again.</summary>
public sealed class ScrubTests : IAsyncLifetime
{
    private readonly WireLab _lab = new() { Lab = new() { Settings = options => options with { ScrubBytesPerSecond = long.MaxValue } } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _lab.Hub.Services;

    public ValueTask InitializeAsync() => _lab.InitializeAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Store_without_damage_is_found_whole()
    {
        await ScrubAsync();
        var state = await StateAsync();
        Assert.Empty(state["damages"]!.AsArray());
        Assert.Equal((int)state["xorbs"]!, (int)state["checked"]!);
    }

    [Fact]
    public async Task Flipped_bit_is_found_with_the_files_it_touches_and_nothing_else()
    {
        var (repository, bytes) = (await _lab.BeginAsync(), Noise(1, 700_000));
        await CommitLargeAsync(repository, bytes, "a/weights.dat");
        await CommitLargeAsync(repository, Noise(2, 300_000), "untouched.dat");
        await _lab.CommitAsync(repository, ("note.txt", "a second revision, which has the file as well"));
        await FlipAsync(bytes, 500_000);
        await ScrubAsync();

        var damage = Assert.Single((await StateAsync())["damages"]!.AsArray())!;
        Assert.Equal(1, (int)damage["chunks"]!);
        var files = damage["files"]!.AsArray();
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.Equal("a/weights.dat", (string)file!["path"]!));
        Assert.All(files, file => Assert.StartsWith($"model:{repository.Id}@", (string)file!["node"]!, StringComparison.Ordinal));
        var found = await EventsAsync("content.damaged");
        Assert.Contains("a/weights.dat", Assert.Single(found).Body, StringComparison.Ordinal);

        await ScrubAsync();
        Assert.Single(await EventsAsync("content.damaged"));
        using var operators = await _lab.Hub.SignedInAsync("boss");
        using var page = await operators.GetAsync("/storage");
        Assert.Contains("a/weights.dat", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Uploading_the_file_again_replaces_what_is_broken_or_missing(bool missing)
    {
        var (repository, bytes) = (await _lab.BeginAsync(), Noise(3, 700_000));
        await CommitLargeAsync(repository, bytes, "weights.dat");
        if (missing)
            File.Delete(await PathOfAsync(bytes));
        else
            await FlipAsync(bytes, 100_000);
        await ScrubAsync();
        Assert.Single((await StateAsync())["damages"]!.AsArray());

        await CommitLargeAsync(repository, bytes, "weights.dat");
        Assert.Empty((await StateAsync())["damages"]!.AsArray());
        Assert.Equal(bytes, await ReadAsync(repository, "weights.dat"));
        await ScrubAsync();
        await CollectAsync();
        Assert.Empty((await StateAsync())["damages"]!.AsArray());
        Assert.Equal(bytes, await ReadAsync(repository, "weights.dat"));
        Assert.Equal(await _lab.Hub.UseDbAsync(db => db.Set<XorbRow>().CountAsync(Stop)), await Services.GetRequiredService<IXorbFiles>().ListAsync(Stop).CountAsync(Stop));
    }

    [Fact]
    public async Task Xorb_that_comes_again_packed_otherwise_replaces_the_damaged_one()
    {
        var (repository, bytes) = (await _lab.BeginAsync(), new byte[600_000]);
        Noise(4, 90_000).CopyTo(bytes, 0);
        var made = new XetBodies(bytes);
        var token = (await _lab.DoneAsync("GET", $"/api/models/{repository.Id}/xet-write-token/main"))!;
        var (cas, access) = ((string)token["casUrl"]!, (string)token["accessToken"]!);
        await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", access, await PackedAsync(made.Xorb));
        await PostAsync($"{cas}/v1/shards", access, made.Shard());
        await CommitLargeAsync(repository, bytes, "weights.dat");
        await FlipAsync(bytes, 2000);
        await ScrubAsync();
        Assert.Single((await StateAsync())["damages"]!.AsArray());

        await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", access, made.Xorb);
        Assert.Empty((await StateAsync())["damages"]!.AsArray());
        Assert.Equal(bytes, await ReadAsync(repository, "weights.dat"));
    }

    [Fact]
    public async Task Chunk_that_comes_in_another_file_mends_those_that_share_it()
    {
        var (repository, bytes) = (await _lab.BeginAsync(), Noise(5, 900_000));
        await CommitLargeAsync(repository, bytes, "one.dat");
        await FlipAsync(bytes, 450_000);
        await ScrubAsync();
        await CommitLargeAsync(await _lab.BeginAsync(), [.. Noise(6, 200_000), .. bytes[200_000..]], "other.dat");
        Assert.NotEqual(bytes, await ReadAsync(repository, "one.dat"));
        await MendAsync();
        Assert.Equal(bytes, await ReadAsync(repository, "one.dat"));
        Assert.Empty(await _lab.Hub.UseDbAsync(db => db.Set<ContentDamage>().ToListAsync(Stop)));
        Assert.Single(await EventsAsync("content.mended"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/storage")]
    [InlineData("POST", "/api/v1/storage/collect")]
    [InlineData("POST", "/api/v1/storage/scrub")]
    public async Task Only_operators_see_and_start_upkeep(string method, string path)
    {
        using var nobody = await _lab.SendAsync(method, path, null);
        using var member = await _lab.SendAsync(method, path, _lab.Member);
        using var boss = await _lab.SendAsync(method, path, await _lab.Hub.TokenAsync("boss"));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (nobody.StatusCode, member.StatusCode));
        Assert.True(boss.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Operator_starts_a_round_and_sees_what_it_did()
    {
        using var boss = await _lab.Hub.SignedInAsync("boss");
        using var started = await boss.SendFormAsync("/storage", "collect", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        JsonNode state;
        while ((state = await StateAsync())["rounds"]!.AsArray().Count == 0)
            await Task.Delay(50, Stop);
        Assert.Equal("person:boss", (string)state["rounds"]![0]!["actor"]!);
    }

    private async Task ScrubAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        var now = DateTime.UtcNow;
        while (await ScrubStep.RunAsync(
            scope.ServiceProvider.GetRequiredService<Tsumugi.Hub.Storage.HubDb>(), Services.GetRequiredService<ScrubContents>(),
            Services.GetRequiredService<XorbIndex>(), Services.GetServices<IContentUse>(), now, Stop))
        {
        }
    }

    private async Task MendAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await ScrubStep.MendAsync(scope.ServiceProvider.GetRequiredService<Tsumugi.Hub.Storage.HubDb>(), Services.GetRequiredService<Damages>(), Stop);
    }

    private Task<Collected> CollectAsync() => Services.GetRequiredService<CollectContents>().RunAsync(DateTime.UtcNow, Stop);

    private async Task<JsonNode> StateAsync()
    {
        using var answer = await _lab.SendAsync("GET", "/api/v1/storage", await _lab.Hub.TokenAsync("boss"));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
    }

    private Task<List<EventRow>> EventsAsync(string kind) => _lab.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind == kind).ToListAsync(Stop));

    private async Task CommitLargeAsync(Repository repository, byte[] bytes, string path)
    {
        var oid = await WireExchanges.UploadByLfsAsync(_lab, repository, bytes);
        await _lab.DoneAsync("POST", $"/api/models/{repository.Id}/commit/main", WireLab.Ndjson([
            WireLab.Line("header", new { summary = "large", description = "" }),
            WireLab.Line("lfsFile", new { path, algo = "sha256", oid, size = bytes.Length }),
        ]));
    }

    private async Task<byte[]> ReadAsync(Repository repository, string path)
    {
        using var answer = await _lab.SendAsync("GET", $"/{repository.Id}/resolve/main/{path}", _lab.Member);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    private async Task PostAsync(string path, string token, byte[] body)
    {
        using var answer = await _lab.SendAsync("POST", path, token, WireLab.Bytes(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>The file in the object store that the content begins in.</summary>
    private Task<string> PathOfAsync(byte[] bytes) => _lab.Hub.UseDbAsync(async db =>
    {
        var content = (await ContentStore.FindAsync(db, WireLab.Sha256(bytes), Stop))!;
        var id = Term.Read(content.Terms)[0].XorbId;
        var name = StoredXorb.From(await db.Set<XorbRow>().FirstAsync(row => row.Id == id, Stop)).File.ToString();
        return Path.Combine(_lab.Hub.Options.Content, "xorbs", name[..2], name[2..]);
    });

    private async Task FlipAsync(byte[] bytes, int at)
    {
        var path = await PathOfAsync(bytes);
        var stored = await File.ReadAllBytesAsync(path, Stop);
        stored[at] ^= 0x10;
        File.Delete(path);
        await File.WriteAllBytesAsync(path, stored, Stop);
    }

    /// <summary>The same xorb with every chunk as an LZ4 frame, as clients send what shrinks.</summary>
    private static async Task<byte[]> PackedAsync(byte[] xorb)
    {
        var packed = new MemoryStream();
        for (var at = 0; at < xorb.Length;)
        {
            var header = XorbChunkHeader.Read(xorb.AsSpan(at));
            var frame = new MemoryStream();
            await using (var encoder = LZ4Stream.Encode(frame, leaveOpen: true))
                await encoder.WriteAsync(xorb.AsMemory(at + XorbChunkHeader.Bytes, header.Length), Stop);
            var written = new byte[XorbChunkHeader.Bytes];
            (frame.Length < header.Length ? new XorbChunkHeader((int)frame.Length, ChunkScheme.Lz4, header.Length) : header).Write(written);
            packed.Write(written);
            packed.Write(frame.Length < header.Length ? frame.ToArray() : xorb.AsSpan(at + XorbChunkHeader.Bytes, header.Length));
            at += XorbChunkHeader.Bytes + header.PackedLength;
        }

        return packed.ToArray();
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
