using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tsumugi.Formats.Tables;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.Tables;

/// <summary>Why a look into a table ended without an answer.</summary>
public enum TableEnd
{
    Answered,
    TimeOver,
    TooMuchMemory,
    Died,
}

/// <summary>Looks into a table in a process of its own, which is given the bytes that it asks for and nothing else: a file or a question that breaks it breaks nothing here.</summary>
public sealed class TableProcess(HubOptions options) : IDisposable
{
    private const int MostAnswerBytes = 16 << 20;
    private const int MostRangeBytes = 16 << 20;
    private const long MostMemory = 1L << 30;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>Enough of the environment to run .NET, nothing that could be a secret.</summary>
    private static readonly string[] Passed = ["PATH", "LANG", "TMPDIR", "TEMP", "TMP", "DOTNET_ROOT", "SystemRoot"];

    /// <summary>Two at a time leave the pages their processors.</summary>
    private readonly SemaphoreSlim _turns = new(2);

    /// <summary>Bytes handed out so far, over all questions.</summary>
    public long BytesGiven { get; private set; }

    /// <param name="folder">Where the process runs.</param>
    /// <returns>The answer, or how it ended without one.</returns>
    public async Task<(TableAnswer? Answer, TableEnd End)> AskAsync(TableOrder order, Stream? file, string folder, TimeSpan time, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            await _turns.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, TableEnd.TimeOver);
        }

        try
        {
            using var process = Start(folder);
            return await TalkAsync(process, order, file, limit.Token, stop);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<(TableAnswer? Answer, TableEnd End)> TalkAsync(Process process, TableOrder order, Stream? file, CancellationToken limit, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var watch = WatchAsync(process, ended.Token);
        var drain = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        try
        {
            // Reading the pipes does not end by a token on every system; ending the process does.
            await using var kill = limit.Register(() => Kill(process));
            return (await ServeAsync(process, order, file, limit), TableEnd.Answered);
        }
        catch (Exception error) when (error is IOException or JsonException or FormatException or OperationCanceledException or InvalidDataException)
        {
            stop.ThrowIfCancellationRequested();
            await ended.CancelAsync();
            return (null, limit.IsCancellationRequested ? TableEnd.TimeOver : await watch ? TableEnd.TooMuchMemory : TableEnd.Died);
        }
        finally
        {
            await ended.CancelAsync();
            Kill(process);
            await Task.WhenAll(watch, drain);
        }
    }

    private async Task<TableAnswer> ServeAsync(Process process, TableOrder order, Stream? file, CancellationToken stop)
    {
        var (to, from) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(order, TableJson.Default.TableOrder), stop);
        await to.WriteAsync("\n"u8.ToArray(), stop);
        await to.FlushAsync(stop);
        while (true)
        {
            var words = (await LineAsync(from, stop)).Split(' ');
            if (words is ["A", var length])
                return await AnswerAsync(from, int.Parse(length, CultureInfo.InvariantCulture), stop);
            if (words is not ["R", var start, var count] || file is null)
                throw new InvalidDataException("The process spoke out of turn.");
            await GiveAsync(file, to, long.Parse(start, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), stop);
        }
    }

    private async Task GiveAsync(Stream file, Stream to, long start, int count, CancellationToken stop)
    {
        if (start < 0 || count is < 0 or > MostRangeBytes || start > file.Length - count)
            throw new InvalidDataException("The process asked for bytes that are not there.");
        var bytes = new byte[count];
        file.Position = start;
        await file.ReadExactlyAsync(bytes, stop);
        await to.WriteAsync(bytes, stop);
        await to.FlushAsync(stop);
        BytesGiven += count;
    }

    private static async Task<TableAnswer> AnswerAsync(Stream from, int length, CancellationToken stop)
    {
        if (length is < 0 or > MostAnswerBytes)
            throw new InvalidDataException("The answer is too long.");
        var json = new byte[length];
        await from.ReadExactlyAsync(json, stop);
        return JsonSerializer.Deserialize(json, TableJson.Default.TableAnswer) ?? throw new InvalidDataException("The answer is empty.");
    }

    private static async Task<string> LineAsync(Stream from, CancellationToken stop)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 64)
        {
            if (await from.ReadAsync(one, stop) == 0)
                throw new EndOfStreamException("The process ended without an answer.");
            if (one[0] == '\n')
                return line.ToString();
            line.Append((char)one[0]);
        }

        throw new InvalidDataException("The process spoke out of turn.");
    }

    /// <returns>Whether it was ended because it took too much memory.</returns>
    private static async Task<bool> WatchAsync(Process process, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Beat, stop);
                process.Refresh();
                if (process.HasExited || process.WorkingSet64 <= MostMemory)
                    continue;
                Kill(process);
                return true;
            }
        }
        catch (Exception over) when (over is OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    private Process Start(string folder)
    {
        if (!File.Exists(options.WorkerPath))
            throw new FileNotFoundException($"The worker program is not at {options.WorkerPath}; build the solution.", options.WorkerPath);
        var dotnet = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var start = new ProcessStartInfo(dotnet, [options.WorkerPath, "table"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        start.Environment.Clear();
        foreach (var name in Passed)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        // 512 MiB of managed memory; files of strangers claim what they like.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x20000000";
        start.Environment["HOME"] = folder;
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
