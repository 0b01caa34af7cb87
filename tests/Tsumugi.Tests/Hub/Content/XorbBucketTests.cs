using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets;
using Tsumugi.Datasets.Upkeep;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Hub.Storage;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Hub.Content;

/// <summary>A bucket of a real S3 server as an object store, by itself and beneath a hub.</summary>
public sealed class XorbBucketTests(S3Server server) : XorbFilesCompliance, IClassFixture<S3Server>
{
    private readonly string _prefix = $"{Guid.NewGuid():n}/";

    [Fact]
    public async Task Hub_keeps_reads_checks_and_collects_over_it()
    {
        await using var hub = await TestHub.StartAsync(
            options => options with { ObjectStore = server.Options(_prefix), CollectGrace = TimeSpan.Zero, UncommittedLife = TimeSpan.Zero, ScrubBytesPerSecond = long.MaxValue },
            Room.Of<DatasetsRoom>());
        var (store, bytes) = (hub.Services.GetRequiredService<ContentStore>(), new byte[3_000_000]);
        new Random(1).NextBytes(bytes);
        var stored = await store.PutAsync(new MemoryStream(bytes), Stop);
        Assert.False(Directory.Exists(Path.Combine(hub.Options.Content, "xorbs")));
        await using (var read = await store.OpenAsync(stored.Hash, Stop))
        {
            Assert.Equal(stored.Hash, Convert.ToHexStringLower(await SHA256.HashDataAsync(read, Stop)));
            read.Position = 1_234_567;
            var piece = new byte[400_000];
            await read.ReadExactlyAsync(piece, Stop);
            Assert.True(bytes.AsSpan(1_234_567, 400_000).SequenceEqual(piece));
        }

        var scrub = hub.Services.GetRequiredService<ScrubContents>();
        Assert.Empty((await scrub.NextAsync(DateTime.UtcNow, Stop))!.Broken);
        var xorb = await Files.ListAsync(Stop).SingleAsync(Stop);
        await Files.DeleteAsync(xorb, Stop);
        Assert.NotEmpty((await scrub.NextAsync(DateTime.UtcNow, Stop))!.Broken);
        await hub.Services.GetRequiredService<CollectContents>().RunAsync(DateTime.UtcNow, Stop);
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.OpenAsync(stored.Hash, Stop));
    }

    [Fact]
    public async Task Bucket_that_cannot_be_used_is_said_at_the_start_without_the_keys()
    {
        using var absent = new XorbBucket(server.Options("") with { Bucket = "no-such-bucket" });
        var error = await Assert.ThrowsAsync<StateFolderException>(() => absent.CheckAsync(Stop));
        Assert.Contains("no-such-bucket", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3RVER", error.Message, StringComparison.Ordinal);
        using var wrong = new XorbBucket(server.Options("") with { AccessKey = "nobody", SecretKey = "not-the-secret" });
        error = await Assert.ThrowsAsync<StateFolderException>(() => wrong.CheckAsync(Stop));
        Assert.DoesNotContain("not-the-secret", error.Message + error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_come_from_the_environment_or_from_files_and_are_never_said()
    {
        var secret = Path.Combine(Folder, "secret");
        await File.WriteAllTextAsync(secret, "from-a-file\n", Stop);
        var variables = new Dictionary<string, string>
        {
            ["TSUMUGI_S3_BUCKET"] = "hub",
            ["TSUMUGI_S3_ENDPOINT"] = "https://s3.example.org",
            ["TSUMUGI_S3_ACCESS_KEY"] = "access",
            ["TSUMUGI_S3_SECRET_KEY_FILE"] = secret,
        };
        var options = S3Options.Read(variables.GetValueOrDefault)!;
        Assert.Equal(("access", "from-a-file"), (options.AccessKey, options.SecretKey));
        Assert.DoesNotContain("from-a-file", $"{options} {new HubOptions { DataFolder = "", WorkerPath = "", RecipeFolder = "", ObjectStore = options }}", StringComparison.Ordinal);
        Assert.Null(S3Options.Read(_ => null));
    }

    [Theory]
    [InlineData("TSUMUGI_S3_ENDPOINT", null)]
    [InlineData("TSUMUGI_S3_ENDPOINT", "s3.example.org")]
    [InlineData("TSUMUGI_S3_ENDPOINT", "ftp://s3.example.org")]
    [InlineData("TSUMUGI_S3_ACCESS_KEY", null)]
    [InlineData("TSUMUGI_S3_SECRET_KEY", null)]
    public void Settings_that_are_not_whole_are_refused_by_name(string name, string? value)
    {
        var variables = new Dictionary<string, string?>
        {
            ["TSUMUGI_S3_BUCKET"] = "hub",
            ["TSUMUGI_S3_ENDPOINT"] = "https://s3.example.org",
            ["TSUMUGI_S3_ACCESS_KEY"] = "access",
            ["TSUMUGI_S3_SECRET_KEY"] = "secret",
            [name] = value,
        };
        var error = Assert.Throws<StateFolderException>(() => S3Options.Read(variables.GetValueOrDefault));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    protected override IXorbFiles Make() => new XorbBucket(server.Options(_prefix));
}
