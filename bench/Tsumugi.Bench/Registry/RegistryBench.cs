using System.Diagnostics;
using System.Globalization;

namespace Tsumugi.Bench.Registry;

/// <summary>Repositories under load: files up and down beside what the machine can do, search, trees and runs.</summary>
internal sealed class RegistryBench : IBench
{
    private const int Runs = 3;
    private const int Tensors = 200;
    private const int TensorBytes = 1 << 20;
    private const int FineTunes = 10;

    /// <summary>Set it lower where the disk is small; the README's figures are made with 4 GiB.</summary>
    private static readonly long FileBytes =
        (long)(double.Parse(Environment.GetEnvironmentVariable("TSUMUGI_BENCH_GIB") ?? "4", CultureInfo.InvariantCulture) * (1L << 30));

    public string Name => "registry";

    public string Purpose => "repositories: download beside nginx, upload beside copy and hashes, search, trees, metric points/s";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-registry-").FullName;
        try
        {
            if (StreamedUpload.Gibibytes is { } gibibytes)
                return await StreamedUpload.RunAsync(folder, gibibytes, ct);
            var figures = new List<Figure>();
            var (file, state) = (Path.Combine(folder, "file.dat"), Path.Combine(folder, "state"));
            using (var made = File.Create(file))
                MadeFiles.WriteNoise(made, FileBytes, 1);
            await using (var hub = await HubServer.StartAsync(state, ct))
            {
                await UploadAsync(figures, hub, folder, file, ct);
                await DownloadAsync(figures, hub, folder, ct);
                figures.Add(new("peakServerBytes", "Most memory the server held, with such files", hub.PeakBytes, "bytes"));
                File.Delete(file);
                await FineTunesAsync(figures, hub, folder, state, ct);
                figures.Add(await RegistryLoads.TreeAsync(hub, ct));
                figures.Add(await RegistryLoads.MetricsAsync(hub, ct));
            }

            await RegistryLoads.FillAsync(state, ct);
            await using (var hub = await HubServer.StartAsync(state, ct))
                figures.AddRange(await RegistryLoads.SearchAsync(hub, ct));
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UploadAsync(List<Figure> figures, HubServer hub, string folder, string file, CancellationToken ct)
    {
        var copy = Path.Combine(folder, "copy.dat");
        var sha256 = MadeFiles.Sha256(file);
        var copying = Seconds(() => MadeFiles.Copy(file, copy));
        File.Delete(copy);
        var (hashing, blake, chunking) = (Seconds(() => MadeFiles.Sha256(file)), Seconds(() => MadeFiles.Blake3(file)), Seconds(() => MadeFiles.Chunk(file)));
        await hub.CreateAsync("big", ct);
        await hub.CreateAsync("big-again", ct);
        var first = await SecondsAsync(() => LfsClient.UploadAsync(hub, "big", "file.dat", file, sha256, ct));
        var second = await SecondsAsync(() => LfsClient.UploadAsync(hub, "big-again", "file.dat", file, sha256, ct));
        double Rate(double seconds) => FileBytes / seconds / 1e9;
        figures.Add(new("copyGBPerSecond", "Copy of the file", Rate(copying), "GB/s"));
        figures.Add(new("sha256GBPerSecond", "SHA-256 of the file", Rate(hashing), "GB/s"));
        figures.Add(new("blake3GBPerSecond", "BLAKE3 of the file", Rate(blake), "GB/s"));
        figures.Add(new("chunkingGBPerSecond", "Finding the chunks of the file", Rate(chunking), "GB/s"));
        figures.Add(new("uploadGBPerSecond", "Upload by LFS", Rate(first), "GB/s"));
        figures.Add(new("uploadOverCopyAndHash", "Upload over copy + SHA-256 + BLAKE3", first / (copying + hashing + blake), "× the time"));
        figures.Add(new("secondUploadOverFirst", "The same file again over the first time", second / first, "× the time"));
    }

    private static async Task DownloadAsync(List<Figure> figures, HubServer hub, string folder, CancellationToken ct)
    {
        await using var nginx = await Nginx.StartAsync(folder, ct);
        foreach (var (clients, key, words) in new[] { (1, "downloadOverNginx", "one client"), (8, "eightDownloadsOverNginx", "eight clients") })
        {
            var ratios = new List<(double Ratio, double Rate)>();
            for (var run = 0; run <= Runs; run++)
            {
                ct.ThrowIfCancellationRequested();
                var beside = Seconds(() => RawDownload.Run(nginx.Address, "/file.dat", null, clients));
                var own = Seconds(() => RawDownload.Run(hub.Address, $"/{HubServer.Institution}/big/resolve/main/file.dat", hub.Token, clients));
                if (run > 0)
                    ratios.Add((beside / own, FileBytes * clients / own / 1e9));
            }

            ratios.Sort();
            var median = ratios[ratios.Count / 2];
            figures.Add(new(key, $"Download beside nginx, {words}", median.Ratio, "× the speed"));
            figures.Add(new($"{(clients == 1 ? "download" : "eightDownloads")}GBPerSecond", $"Download, {words}", median.Rate, "GB/s"));
        }
    }

    private static async Task FineTunesAsync(List<Figure> figures, HubServer hub, string folder, string state, CancellationToken ct)
    {
        var before = Bytes(state);
        var checkpoint = Path.Combine(folder, "model.safetensors");
        long size = 0;
        for (var number = 0; number < FineTunes; number++)
        {
            var changed = Enumerable.Range(0, number == 0 ? 0 : Tensors / 20).Select(one => ((one * 20) + number) % Tensors).ToHashSet();
            MadeFiles.WriteCheckpoint(checkpoint, Tensors, TensorBytes, changed, (ulong)number);
            size = new FileInfo(checkpoint).Length;
            await hub.CreateAsync($"tuned-{number}", ct);
            await LfsClient.UploadAsync(hub, $"tuned-{number}", "model.safetensors", checkpoint, MadeFiles.Sha256(checkpoint), ct);
        }

        figures.Add(new("tenFineTunesOverOne", "Storage of ten fine-tunes, 5 % of the tensors changed", (Bytes(state) - before) / (double)size, "× one model"));
    }

    private static long Bytes(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action();
        return clock.Elapsed.TotalSeconds;
    }
}
