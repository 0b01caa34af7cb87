using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Content.Upkeep;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Upkeep;

/// <summary>What nothing refers to goes when its time is over, and nothing else does.</summary>
public sealed class CollectTests : IAsyncLifetime
{
    private readonly WireLab _lab = new();
    private DateTime _now = DateTime.UtcNow;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _lab.InitializeAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Upload_without_a_commit_goes_after_its_life_and_a_grace()
    {
        var repository = await _lab.BeginAsync();
        var oid = await WireExchanges.UploadByLfsAsync(_lab, repository, Noise(1));
        var kept = await KeptAsync();
        Assert.Equal(0, (await CollectAsync(TimeSpan.FromDays(13))).Contents);
        Assert.Equal(0, (await CollectAsync(TimeSpan.FromDays(2))).Contents);
        var last = await CollectAsync(TimeSpan.FromDays(2));
        Assert.Equal((1, 1, 0, false), (last.Contents, last.Xorbs, last.Strays, last.Postponed));
        Assert.Equal(kept - last.Bytes, await KeptAsync());
        Assert.False(await _lab.Hub.UseDbAsync(db => db.Set<ContentRow>().AnyAsync(row => row.Sha256 == oid, Stop)));
        Assert.Equal(await ChunksAsync(), await _lab.Hub.UseDbAsync(db => db.Set<ChunkRow>().CountAsync(Stop)));
    }

    [Fact]
    public async Task What_a_commit_refers_to_stays_also_in_earlier_revisions()
    {
        var repository = await _lab.BeginAsync();
        var first = await _lab.CommitAsync(repository, ("a.txt", "first"));
        await _lab.CommitAsync(repository, ("a.txt", "second"));
        for (var i = 0; i < 4; i++)
        {
            var none = await CollectAsync(TimeSpan.FromDays(30));
            Assert.Equal((0, 0), (none.Contents, none.Xorbs));
        }

        Assert.Equal("first", await ReadAsync(repository, first, "a.txt"));
        Assert.Equal("second", await ReadAsync(repository, "main", "a.txt"));
    }

    [Fact]
    public async Task Deleted_repository_is_kept_for_its_time_and_can_be_filled_again_afterwards()
    {
        var repository = await _lab.BeginAsync();
        await _lab.CommitAsync(repository, ("a.txt", "only here"));
        await DeleteAsync(repository);
        Assert.Equal(0, (await CollectAsync(TimeSpan.FromDays(20))).Contents + (await CollectAsync(TimeSpan.FromDays(5))).Contents);
        await CollectAsync(TimeSpan.FromDays(10));
        Assert.Equal(1, (await CollectAsync(TimeSpan.FromDays(2))).Contents);

        await _lab.DoneAsync("POST", "/api/repos/create", new { name = repository.Id, type = "model" });
        await _lab.CommitAsync(repository, ("a.txt", "only here"));
        for (var i = 0; i < 3; i++)
            await CollectAsync(TimeSpan.FromDays(20));
        Assert.Equal("only here", await ReadAsync(repository, "main", "a.txt"));
    }

    [Fact]
    public async Task Files_of_a_revision_that_were_collected_are_said_to_be_gone()
    {
        var repository = await _lab.BeginAsync();
        var commit = await _lab.CommitAsync(repository, ("a.txt", "soon gone"));
        await DeleteAsync(repository);
        for (var i = 0; i < 3; i++)
            await CollectAsync(TimeSpan.FromDays(31));
        await _lab.DoneAsync("POST", "/api/repos/create", new { name = repository.Id, type = "model" });
        using var answer = await _lab.SendAsync("GET", $"/{repository.Id}/resolve/{commit}/a.txt", _lab.Member);
        Assert.Equal(System.Net.HttpStatusCode.Gone, answer.StatusCode);
    }

    [Fact]
    public async Task Work_under_way_is_waited_for()
    {
        await using var lab = new LabHub { Settings = options => options with { CollectGrace = TimeSpan.Zero } };
        await lab.InitializeAsync();
        var (store, collect) = (lab.Hub.Services.GetRequiredService<ContentStore>(), lab.Hub.Services.GetRequiredService<CollectContents>());
        Task<Collected> collecting;
        string hash;
        await using (var batch = store.Begin())
        {
            hash = (await batch.AddAsync(Noise(2), Stop)).Hash;
            await batch.CompleteAsync(Stop);
            collecting = collect.RunAsync(_now, Stop);
            await Task.Delay(200, Stop);
            Assert.False(collecting.IsCompleted);
            await lab.Hub.UseDbAsync(async db =>
            {
                await ReachableContents.BroughtAsync(db, LabHub.Member, [hash], _now, Stop);
                return true;
            });
        }

        Assert.Equal(0, (await collecting).Contents);
        await using var read = await store.OpenAsync(hash, Stop);
        Assert.Equal(Noise(2), await AllAsync(read));
    }

    [Fact]
    public async Task Work_that_takes_too_long_postpones_the_rest()
    {
        await using var lab = new LabHub { Settings = options => options with { CollectGrace = TimeSpan.Zero, CollectPatience = TimeSpan.FromMilliseconds(50) } };
        await lab.InitializeAsync();
        var (store, collect) = (lab.Hub.Services.GetRequiredService<ContentStore>(), lab.Hub.Services.GetRequiredService<CollectContents>());
        await store.PutBytesAsync(Noise(3), Stop);
        using (store.Hold())
        {
            var held = await collect.RunAsync(_now, Stop);
            Assert.Equal((0, true), (held.Contents, held.Postponed));
        }

        var free = await collect.RunAsync(_now, Stop);
        Assert.Equal((1, false), (free.Contents, free.Postponed));
    }

    [Fact]
    public async Task File_without_a_record_is_removed_and_a_record_is_never_without_its_file()
    {
        var files = _lab.Hub.Services.GetRequiredService<IXorbFiles>();
        var path = Path.Combine(_lab.Hub.Options.DataFolder, "stray");
        await File.WriteAllBytesAsync(path, [1, 2, 3], Stop);
        var stray = XetHash.Parse(new string('7', 64));
        await files.PutAsync(stray, path, Stop);
        Assert.Equal(1, (await CollectAsync(TimeSpan.Zero)).Strays);
        await Assert.ThrowsAsync<FileNotFoundException>(() => files.OpenAsync(stray, Stop));
        Assert.Equal(
            await _lab.Hub.UseDbAsync(db => db.Set<XorbRow>().CountAsync(Stop)),
            await files.ListAsync(Stop).CountAsync(Stop));
    }

    [Fact]
    public async Task Every_table_that_refers_to_contents_says_so()
    {
        var uses = _lab.Hub.Services.GetServices<IContentUse>().Select(use => use.Row).ToHashSet();
        var named = await _lab.Hub.UseDbAsync(db => Task.FromResult(
            db.Model.FindEntityType(typeof(ContentRow))!.GetReferencingForeignKeys().ToList()));
        Assert.Equal(uses.Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))),
            named.Where(key => key.DeleteBehavior != DeleteBehavior.Cascade).Select(key => key.DeclaringEntityType.ClrType)
                .Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));
    }

    /// <summary>One round, that much later than the one before.</summary>
    private Task<Collected> CollectAsync(TimeSpan later)
    {
        _now += later;
        return _lab.Hub.Services.GetRequiredService<CollectContents>().RunAsync(_now, Stop);
    }

    private async Task DeleteAsync(Repository repository)
    {
        using var answer = await _lab.SendAsync("DELETE", "/api/repos/delete", _lab.Member, new { name = repository.Id, type = "model" });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<string> ReadAsync(Repository repository, string revision, string path)
    {
        using var answer = await _lab.SendAsync("GET", $"/{repository.Id}/resolve/{revision}/{path}", _lab.Member);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(Stop) : answer.StatusCode.ToString();
    }

    private Task<long> KeptAsync() => _lab.Hub.UseDbAsync(db => db.Set<XorbRow>().SumAsync(row => (long)row.Size, Stop));

    private Task<int> ChunksAsync() => _lab.Hub.UseDbAsync(async db => (await db.Set<XorbRow>().AsNoTracking().ToListAsync(Stop)).Sum(row => StoredXorb.From(row).Chunks.Count));

    private static async Task<byte[]> AllAsync(Stream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, Stop);
        return all.ToArray();
    }

    private static byte[] Noise(int seed)
    {
        var bytes = new byte[400_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
