using System.Diagnostics;
using System.Text.Json;
using Tsumugi.Formats.Links.Sources;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.Linkage.Sets;

/// <summary>Loads links in a process of its own: a file that breaks the reader, or takes too much memory or time, breaks nothing here.</summary>
public sealed class LinkLoader(HubOptions options)
{
    /// <summary>100 million pairs take some minutes.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromHours(2);

    private const long SortBytes = 256L << 20;

    private static readonly string[] Passed = ["PATH", "LANG", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "SystemRoot"];

    /// <returns>How it went; a fault says why nothing was loaded.</returns>
    public async Task<LinkOutcome> RunAsync(LinkOrder order, CancellationToken stop)
    {
        if (!File.Exists(options.WorkerPath))
            throw new FileNotFoundException($"The worker program is not at {options.WorkerPath}; build the solution.", options.WorkerPath);
        var path = order.Store + ".order";
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(order with { Memory = SortBytes }, LinkJson.Default.LinkOrder), stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(MostTime);
        using var process = Start(path);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await using var kill = limit.Token.Register(() => Kill(process));
            var said = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            stop.ThrowIfCancellationRequested();
            return Read(said) ?? new(null, limit.IsCancellationRequested ? $"Loading took more than {MostTime.TotalHours:0} hours." : $"The program that reads the file ended early ({LastLine(await errors)}); the file may be damaged or too large.");
        }
        finally
        {
            Kill(process);
            File.Delete(path);
        }
    }

    private static LinkOutcome? Read(string said)
    {
        try
        {
            return JsonSerializer.Deserialize(LastLine(said), LinkJson.Default.LinkOutcome);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private Process Start(string order)
    {
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var start = new ProcessStartInfo(dotnet, [options.WorkerPath, "link", order]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment.Clear();
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        // 1 GiB of managed memory; files of strangers claim what they like.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x40000000";
        return Process.Start(start)!;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It had ended by itself.
        }
    }
}
