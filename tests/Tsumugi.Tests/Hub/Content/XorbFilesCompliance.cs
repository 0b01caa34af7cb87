using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;

namespace Tsumugi.Tests.Hub.Content;

/// <summary>What every object store must do.</summary>
public abstract class XorbFilesCompliance : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-xorbs-").FullName;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected string Folder => _folder;

    protected IXorbFiles Files { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Files = Make();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        (Files as IDisposable)?.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_put_is_read_from_any_byte_in_any_order()
    {
        var (xorb, bytes) = (Name(1), Noise(1, 20_000_000));
        await PutAsync(xorb, bytes);
        using var file = await Files.OpenAsync(xorb, Stop);
        var random = new Random(1);
        foreach (var at in (int[])[0, 1, 19_999_999, 8_388_607, 8_388_608, 0, .. Enumerable.Range(0, 20).Select(_ => random.Next(bytes.Length))])
            await SameAsync(file, bytes, at, Math.Min(bytes.Length - at, random.Next(1, 300_000)));
    }

    [Fact]
    public async Task Pieces_one_behind_the_other_and_with_small_gaps_are_read()
    {
        var (xorb, bytes) = (Name(2), Noise(2, 10_000_000));
        await PutAsync(xorb, bytes);
        using var file = await Files.OpenAsync(xorb, Stop);
        for (var at = 8; at < bytes.Length; at += 262_152)
            await SameAsync(file, bytes, at, Math.Min(262_144, bytes.Length - at));
    }

    [Fact]
    public async Task Reading_past_the_end_is_refused_and_reading_before_it_goes_on()
    {
        var (xorb, bytes) = (Name(3), Noise(3, 1000));
        await PutAsync(xorb, bytes);
        using var file = await Files.OpenAsync(xorb, Stop);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await file.ReadAsync([new byte[2]], 999, Stop));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await file.ReadAsync([new byte[1]], 5000, Stop));
        await SameAsync(file, bytes, 0, 1000);
    }

    [Fact]
    public async Task Putting_again_changes_nothing()
    {
        var (xorb, bytes) = (Name(4), Noise(4, 5000));
        await PutAsync(xorb, bytes);
        await PutAsync(xorb, Noise(5, 4000));
        using var file = await Files.OpenAsync(xorb, Stop);
        await SameAsync(file, bytes, 0, 5000);
    }

    [Fact]
    public async Task Many_who_put_the_same_at_once_leave_it_whole()
    {
        var (xorb, bytes) = (Name(5), Noise(6, 3_000_000));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PutAsync(xorb, bytes)));
        using var file = await Files.OpenAsync(xorb, Stop);
        await SameAsync(file, bytes, 0, bytes.Length);
        Assert.Equal([xorb], await Files.ListAsync(Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Missing_one_is_said_to_be_missing()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.OpenAsync(Name(6), Stop));
        await Files.DeleteAsync(Name(6), Stop);
        Assert.Empty(await Files.ListAsync(Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task Deleted_one_is_gone_and_may_come_again()
    {
        var xorb = Name(7);
        await PutAsync(xorb, [1, 2, 3]);
        await Files.DeleteAsync(xorb, Stop);
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.OpenAsync(xorb, Stop));
        await PutAsync(xorb, [4, 5]);
        using var file = await Files.OpenAsync(xorb, Stop);
        await SameAsync(file, [4, 5], 0, 2);
    }

    [Fact]
    public async Task All_are_listed_over_several_pages()
    {
        var names = Enumerable.Range(100, 1100).Select(Name).ToList();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (name, _) => await PutAsync(name, [1]));
        var listed = await Files.ListAsync(Stop).ToListAsync(Stop);
        Assert.Equal(names.Select(name => name.ToString()).Order(StringComparer.Ordinal), listed.Select(name => name.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task File_that_cannot_be_read_leaves_nothing_behind()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Files.PutAsync(Name(8), Path.Combine(_folder, "none"), Stop));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Files.OpenAsync(Name(8), Stop));
    }

    protected abstract IXorbFiles Make();

    protected async Task PutAsync(XetHash xorb, byte[] bytes)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        await File.WriteAllBytesAsync(path, bytes, Stop);
        await Files.PutAsync(xorb, path, Stop);
    }

    private static async Task SameAsync(IXorbFile file, byte[] bytes, int at, int length)
    {
        // Three buffers of uneven size, as terms of several chunks are read.
        var read = new byte[length];
        var (first, second) = (length / 5, length / 2);
        await file.ReadAsync([read.AsMemory(0, first), read.AsMemory(first, second - first), read.AsMemory(second)], at, Stop);
        Assert.True(bytes.AsSpan(at, length).SequenceEqual(read), $"{length} bytes at {at}");
    }

    private static XetHash Name(int number) => new((ulong)number * 0x9E37_79B9_7F4A_7C15, 2, 3, (ulong)number);

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
