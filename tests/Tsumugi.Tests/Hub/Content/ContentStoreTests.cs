using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Hub.Content;

/// <summary>What goes into the store comes out again, once kept, from any byte on.</summary>
public sealed class ContentStoreTests : IAsyncLifetime
{
    private TestHub _hub = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ContentStore Store => _hub.Services.GetRequiredService<ContentStore>();

    public async ValueTask InitializeAsync() => _hub = await TestHub.StartAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8_191)]
    [InlineData(131_072)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(524_288)]
    [InlineData(3_000_001)]
    public async Task A_stream_comes_out_as_it_went_in(int length)
    {
        var bytes = Made(length, length);
        var stored = await Store.PutAsync(new DribblingStream(bytes), Stop);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), stored.Hash);
        Assert.Equal(length, stored.Size);
        await using var read = await Store.OpenAsync(stored.Hash, Stop);
        Assert.Equal(bytes, await AllAsync(read));
    }

    [Fact]
    public async Task Xet_hash_is_that_of_the_chunks()
    {
        var bytes = Made(8, 5_000_000);
        var stored = await Store.PutAsync(new MemoryStream(bytes), Stop);
        var row = await _hub.UseDbAsync(db => ContentStore.FindAsync(db, stored.Hash, Stop));
        Assert.Equal(XetHashing.OfFile(Cut(bytes)).ToString(), row!.XetHash);
    }

    [Fact]
    public async Task Reading_begins_at_any_byte_and_goes_back()
    {
        var bytes = Made(3, 2_500_000);
        var stored = await Store.PutAsync(new MemoryStream(bytes), Stop);
        await using var read = await Store.OpenAsync(stored.Hash, Stop);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var at = random.Next(bytes.Length);
            var piece = new byte[random.Next(1, 400_000)];
            read.Position = at;
            var length = await read.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, Stop);
            Assert.Equal(Math.Min(piece.Length, bytes.Length - at), length);
            Assert.True(bytes.AsSpan(at, length).SequenceEqual(piece.AsSpan(0, length)), $"at {at}");
        }
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once_and_a_changed_piece_costs_its_chunks()
    {
        var bytes = Made(5, 6_000_000);
        await Store.PutAsync(new MemoryStream(bytes), Stop);
        var once = await KeptAsync();
        await Store.PutAsync(new MemoryStream([.. "a new beginning"u8, .. bytes]), Stop);
        bytes.AsSpan(3_000_000, 100).Clear();
        await Store.PutAsync(new MemoryStream(bytes), Stop);
        Assert.InRange(await KeptAsync() - once, 1, 4 * Chunker.MostBytes);
    }

    [Fact]
    public async Task What_comes_again_much_later_in_the_same_batch_is_kept_once()
    {
        // Seven full xorbs lie between: where the first chunks lie is no longer in the batch's memory.
        var first = Made(0, XorbReader.MostBytes);
        var again = first[1_000_000..3_000_000];
        ContentRef stored;
        await using (var batch = Store.Begin())
        {
            for (var i = 0; i < 8; i++)
                await batch.AddAsync(new MemoryStream(i == 0 ? first : Made(i, XorbReader.MostBytes)), Stop);
            stored = await batch.AddAsync(again, Stop);
            await batch.CompleteAsync(Stop);
        }

        Assert.InRange(await KeptAsync(), 8L * XorbReader.MostBytes, (8L * XorbReader.MostBytes) + (4 * Chunker.MostBytes));
        await using var read = await Store.OpenAsync(stored.Hash, Stop);
        Assert.Equal(again, await AllAsync(read));
    }

    [Fact]
    public async Task Twenty_writers_of_the_same_bytes_at_once_make_one_content()
    {
        var bytes = Made(6, 1_500_000);
        var stored = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.PutAsync(new MemoryStream(bytes), Stop), Stop)));
        Assert.Equal(1, await _hub.UseDbAsync(db => db.Set<ContentRow>().CountAsync(Stop)));
        await using var read = await Store.OpenAsync(stored[0].Hash, Stop);
        Assert.Equal(bytes, await AllAsync(read));
    }

    [Fact]
    public async Task Many_small_contents_of_one_batch_share_a_xorb()
    {
        await using (var batch = Store.Begin())
        {
            for (var i = 0; i < 50; i++)
                await batch.AddAsync(Made(100 + i, 500), Stop);
            await batch.CompleteAsync(Stop);
        }

        Assert.Equal(1, await _hub.UseDbAsync(db => db.Set<XorbRow>().CountAsync(Stop)));
        Assert.Equal(50, await _hub.UseDbAsync(db => db.Set<ContentRow>().CountAsync(row => row.GitBlob != null, Stop)));
    }

    [Fact]
    public async Task A_batch_that_was_not_completed_leaves_nothing_behind()
    {
        await using (var batch = Store.Begin())
            await batch.AddAsync(Made(9, 1000), Stop);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_hub.Options.Content, "incoming")));
        Assert.Equal(0, await _hub.UseDbAsync(db => db.Set<ContentRow>().CountAsync(Stop)));
    }

    [Fact]
    public async Task Git_names_small_contents_as_git_does()
    {
        var stored = await Store.PutAsync(new MemoryStream("hello\n"u8.ToArray()), Stop);
        var row = await _hub.UseDbAsync(db => ContentStore.FindAsync(db, stored.Hash, Stop));
        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", row!.GitBlob);
    }

    [Fact]
    public async Task A_plain_copy_holds_the_same_bytes()
    {
        var bytes = Made(12, 400_000);
        var stored = await Store.PutAsync(new MemoryStream(bytes), Stop);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(await Store.PlainFileAsync(stored.Hash, Stop), Stop));
    }

    private Task<long> KeptAsync() => _hub.UseDbAsync(db => db.Set<XorbRow>().SumAsync(row => (long)row.Size, Stop));

    private static async Task<byte[]> AllAsync(Stream stream)
    {
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    private static List<ChunkHash> Cut(byte[] data)
    {
        var (chunker, chunks, start, at) = (default(Chunker), new List<ChunkHash>(), 0, 0);
        while (at < data.Length)
        {
            at += chunker.Take(data.AsSpan(at), out _);
            chunks.Add(new(XetHashing.OfChunk(data.AsSpan(start, at - start)), at - start));
            start = at;
        }

        return chunks;
    }

    private static byte[] Made(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        if (length >= 8)
            BinaryPrimitives.WriteInt64LittleEndian(bytes, seed);
        return bytes;
    }

    /// <summary>Gives a few bytes at a time, as a slow network does.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 7_777)], cancellationToken);
    }
}
