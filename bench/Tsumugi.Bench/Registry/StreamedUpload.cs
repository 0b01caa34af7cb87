using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Tsumugi.Bench.Registry;

/// <summary>One file far larger than the disk: a block of noise over and over, sent in parts, committed, and read at its end. What is measured is the server's memory.</summary>
/// <remarks>The store keeps each chunk once, so the disk holds about one block; the server hashes, cuts and looks up every byte of it all the same.</remarks>
internal static class StreamedUpload
{
    private const long BlockBytes = 1L << 30;
    private const int TailBytes = 1 << 20;

    /// <summary>GiB of the file; null unless <c>TSUMUGI_BENCH_STREAM_GIB</c> asks for this measurement in place of the others.</summary>
    public static long? Gibibytes { get; } =
        Environment.GetEnvironmentVariable("TSUMUGI_BENCH_STREAM_GIB") is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public static async Task<IReadOnlyList<Figure>> RunAsync(string folder, long gibibytes, CancellationToken ct)
    {
        var (block, size) = (Path.Combine(folder, "block.dat"), gibibytes << 30);
        using (var made = File.Create(block))
            MadeFiles.WriteNoise(made, BlockBytes, 1);
        var sha256 = await Sha256Async(block, size, ct);
        await using var hub = await HubServer.StartAsync(Path.Combine(folder, "state"), ct);
        var idle = hub.PeakBytes;
        await hub.CreateAsync("huge", ct);
        var clock = Stopwatch.StartNew();
        await LfsClient.UploadAsync(hub, "huge", "file.dat", start => new RepeatedFile(block, start), size, sha256, ct);
        var seconds = clock.Elapsed.TotalSeconds;
        var uploaded = hub.PeakBytes;
        await CheckTailAsync(hub, block, size, ct);
        return
        [
            new("streamedBytes", "Size of the streamed file", size, "bytes"),
            new("streamedGBPerSecond", "Upload of it by LFS, with its commit", size / seconds / 1e9, "GB/s"),
            new("streamedIdleServerBytes", "Most memory the server held before it", idle, "bytes"),
            new("streamedUploadServerBytes", "The same, after upload and commit", uploaded, "bytes"),
            new("streamedPeakServerBytes", "The same, after the end was read", hub.PeakBytes, "bytes"),
        ];
    }

    private static async Task<string> Sha256Async(string block, long size, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new RepeatedFile(block, 0);
        var buffer = new byte[1 << 20];
        for (long done = 0; done < size;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, size - done)), ct);
            hash.AppendData(buffer, 0, read);
            done += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task CheckTailAsync(HubServer hub, string block, long size, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{HubServer.Institution}/huge/resolve/main/file.dat");
        request.Headers.Range = new RangeHeaderValue(size - TailBytes, size - 1);
        using var answer = await hub.Http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
        var tail = new byte[TailBytes];
        await using var source = new RepeatedFile(block, size - TailBytes);
        await source.ReadExactlyAsync(tail, ct);
        var received = await answer.Content.ReadAsByteArrayAsync(ct);
        if (!tail.AsSpan().SequenceEqual(received))
            throw new InvalidOperationException("The end of the file came back as other bytes.");
    }
}
