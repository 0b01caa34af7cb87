using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Tests.Datasets.HuggingFace;

/// <summary>The exchanges of hf-xet, the transfer library of the Python client.</summary>
public sealed class XetTests(WireLab lab) : IClassFixture<WireLab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task File_goes_up_without_footers_and_comes_back_by_reconstruction(string version)
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(1_300_000, version == "v1" ? 1 : 2));
        var made = new XetBodies(bytes);
        var (cas, token) = await TokenAsync(repository, "write");
        Assert.True((bool)(await DoneAsync(await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", token, made.Xorb)))["was_inserted"]!);
        Assert.False((bool)(await DoneAsync(await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", token, made.Xorb)))["was_inserted"]!);
        Assert.Equal(1, (int)(await DoneAsync(await PostAsync($"{cas}/v1/shards", token, made.Shard())))["result"]!);
        Assert.Equal(0, (int)(await DoneAsync(await PostAsync($"{cas}/v1/shards", token, made.Shard())))["result"]!);
        await CommitAsync(repository, "model.dat", made);

        var (_, read) = await TokenAsync(repository, "read");
        var whole = await DoneAsync(await GetAsync($"{cas}/{version}/reconstructions/{made.FileHash}", read));
        Assert.Equal(bytes, await BytesAsync(whole, version));
        foreach (var (from, to) in new[] { (0, 0), (70_000, 700_000), (1_299_999, 1_299_999), (1, 5_000_000) })
        {
            var part = await DoneAsync(await GetAsync($"{cas}/{version}/reconstructions/{made.FileHash}", read, from, to));
            var length = Math.Min(to, bytes.Length - 1) - from + 1;
            Assert.Equal(bytes.AsSpan(from, length).ToArray(), (await BytesAsync(part, version)).AsSpan((int)part["offset_into_first_range"]!, length).ToArray());
        }

        using var past = await GetAsync($"{cas}/{version}/reconstructions/{made.FileHash}", read, bytes.Length, bytes.Length + 10);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, past.StatusCode);
    }

    [Fact]
    public async Task Newer_shard_route_is_absent_so_that_clients_fall_back()
    {
        var (cas, token) = await TokenAsync(await lab.BeginAsync(), "write");
        using var answer = await PostAsync($"{cas}/v2/shards", token, []);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Chunks_that_are_here_are_found_by_their_hash_and_shared_by_both_ways_of_uploading()
    {
        var (repository, bytes) = (await lab.BeginAsync(), Noise(900_000, 3));
        await WireExchanges.UploadByLfsAsync(lab, repository, bytes);
        var made = new XetBodies(bytes);
        var (cas, token) = await TokenAsync(repository, "write");
        using var found = await GetAsync($"{cas}/v1/chunks/default-merkledb/{Tsumugi.Formats.Xet.XetHashing.OfChunk(FirstChunk(bytes))}", token);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        var shard = Tsumugi.Formats.Xet.ShardReader.Read(await found.Content.ReadAsByteArrayAsync(Stop));
        Assert.Contains(shard.Xorbs, xorb => xorb.Chunks.Count >= made.Chunks);
        using var unknown = await GetAsync($"{cas}/v1/chunks/default-merkledb/{new string('1', 64)}", token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Untrue_xorbs_and_shards_are_refused()
    {
        var (repository, made) = (await lab.BeginAsync(), new XetBodies(Noise(300_000, 4)));
        var (cas, token) = await TokenAsync(repository, "write");
        var flipped = made.Xorb.ToArray();
        flipped[1000] ^= 1;
        foreach (var (body, path) in new (byte[], string)[]
        {
            (flipped, $"{cas}/v1/xorbs/default/{made.XorbHash}"),
            (made.Xorb[..^1], $"{cas}/v1/xorbs/default/{made.XorbHash}"),
            (made.Xorb, $"{cas}/v1/xorbs/default/{new string('2', 64)}"),
            (made.Xorb, $"{cas}/v1/xorbs/default/not-a-hash"),
            ([], $"{cas}/v1/xorbs/default/{made.XorbHash}"),
            (made.Shard(), $"{cas}/v1/shards"),
            (made.Shard()[..200], $"{cas}/v1/shards"),
            ("no shard"u8.ToArray(), $"{cas}/v1/shards"),
        })
        {
            using var refused = await PostAsync(path, token, body);
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest, $"{path}: {refused.StatusCode}");
        }

        await DoneAsync(await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", token, made.Xorb));
        using var wrongSha = await PostAsync($"{cas}/v1/shards", token, made.Shard(sha256: new byte[32]));
        using var unproven = await PostAsync($"{cas}/v1/shards", token, made.Shard(proof: false));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (wrongSha.StatusCode, unproven.StatusCode));
    }

    [Fact]
    public async Task Token_for_reading_writes_nothing_and_opens_no_other_repository()
    {
        var (one, other, made) = (await lab.BeginAsync(), await lab.BeginAsync(), new XetBodies(Noise(200_000, 5)));
        var (cas, write) = await TokenAsync(one, "write");
        var (_, read) = await TokenAsync(one, "read");
        var (_, elsewhere) = await TokenAsync(other, "read", "other");
        using var refused = await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", read, made.Xorb);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await DoneAsync(await PostAsync($"{cas}/v1/xorbs/default/{made.XorbHash}", write, made.Xorb));
        await DoneAsync(await PostAsync($"{cas}/v1/shards", write, made.Shard()));
        using var unseen = await GetAsync($"{cas}/v1/reconstructions/{made.FileHash}", elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
    }

    private async Task<(string Cas, string Token)> TokenAsync(Repository repository, string scope, string who = "writer")
    {
        using var answer = await lab.SendAsync("GET", $"/api/models/{repository.Id}/xet-{scope}-token/main", await lab.TokenAsync(who, repository));
        var token = (await DoneAsync(answer))!;
        Assert.True((long)token["exp"]! > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return ((string)token["casUrl"]!, (string)token["accessToken"]!);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string token, byte[] body) => lab.SendAsync("POST", path, token, WireLab.Bytes(body));

    private Task<HttpResponseMessage> GetAsync(string path, string token, long? from = null, long? to = null) =>
        lab.SendAsync("GET", path, token, null, headers => headers.Range = from is null ? null : new RangeHeaderValue(from, to));

    private async Task CommitAsync(Repository repository, string path, XetBodies made) => await lab.DoneAsync(
        "POST", $"/api/models/{repository.Id}/commit/main",
        WireLab.Ndjson([
            WireLab.Line("header", new { summary = "xet", description = "" }),
            WireLab.Line("lfsFile", new { path, algo = "sha256", oid = Convert.ToHexStringLower(made.Sha256), size = made.Length }),
        ]));

    // What a client does with a reconstruction: fetch each range once, unpack its chunks, join the terms.
    private async Task<byte[]> BytesAsync(JsonNode reconstruction, string version)
    {
        var ranges = new Dictionary<(string Xorb, int Chunk), byte[]>();
        foreach (var (xorb, fetches) in reconstruction[version == "v1" ? "fetch_info" : "xorbs"]!.AsObject())
        {
            foreach (var fetch in fetches!.AsArray())
            {
                var first = version == "v1" ? fetch! : fetch!["ranges"]![0]!;
                var (chunks, bytes) = version == "v1" ? (first["range"]!, first["url_range"]!) : (first["chunks"]!, first["bytes"]!);
                using var answer = await lab.SendAsync(
                    "GET", (string)fetch!["url"]!, null, null, headers => headers.Range = new((long)bytes["start"]!, (long)bytes["end"]!));
                Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
                var packed = await answer.Content.ReadAsByteArrayAsync(Stop);
                var at = 0;
                for (var chunk = (int)chunks["start"]!; chunk < (int)chunks["end"]!; chunk++)
                {
                    var header = Tsumugi.Formats.Xet.XorbChunkHeader.Read(packed.AsSpan(at));
                    var unpacked = new byte[header.Length];
                    Tsumugi.Formats.Xet.ChunkCompression.Unpack(header.Scheme, packed.AsSpan(at + 8, header.PackedLength), unpacked);
                    ranges[(xorb, chunk)] = unpacked;
                    at += 8 + header.PackedLength;
                }

                Assert.Equal(packed.Length, at);
            }
        }

        return [.. reconstruction["terms"]!.AsArray().SelectMany(term =>
        {
            var (start, end) = ((int)term!["range"]!["start"]!, (int)term["range"]!["end"]!);
            var bytes = Enumerable.Range(start, end - start).SelectMany(chunk => ranges[((string)term["hash"]!, chunk)]).ToArray();
            Assert.Equal((int)term["unpacked_length"]!, bytes.Length);
            return bytes;
        })];
    }

    private static async Task<JsonNode> DoneAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] FirstChunk(byte[] bytes)
    {
        var chunker = new Tsumugi.Formats.Xet.Chunker();
        return bytes[..chunker.Take(bytes, out _)];
    }
}
