using System.Diagnostics;
using System.Security.Cryptography;

namespace Tsumugi.Tests.Instruments.Captures;

/// <summary>The computer beside an instrument: its folder, and the program as it was built, started as people start it.</summary>
internal sealed class Beside(string instrument) : IDisposable
{
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Tsumugi.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "tsumugi.dll"));

    private readonly DirectoryInfo _all = Directory.CreateTempSubdirectory("tsumugi-beside-");

    public string Folder => Directory.CreateDirectory(Path.Combine(_all.FullName, "measured")).FullName;

    /// <summary>Seconds.</summary>
    public string Quiet { get; init; } = "0.2";

    public string State => Path.Combine(_all.FullName, "state");

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public Process Start(Uri hub, string token, params string[] more) => StartWith(State, hub, token, more);

    public Process StartWith(string state, Uri hub, string token, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Program, "capture", Folder, "--instrument", instrument, "--state", state, "--quiet", Quiet, "--every", "0.1", .. more])
            start.ArgumentList.Add(argument);
        (start.Environment["TSUMUGI_HUB"], start.Environment["TSUMUGI_TOKEN"], start.Environment["LANG"]) = (hub.ToString(), token, "C");
        return Process.Start(start)!;
    }

    /// <returns>Exit code, and what it said.</returns>
    public async Task<(int Code, string Said)> OnceAsync(Uri hub, string token, params string[] more)
    {
        using var process = Start(hub, token, [.. more, "--once"]);
        return await EndAsync(process);
    }

    public static async Task<(int Code, string Said)> EndAsync(Process process)
    {
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said + await errors);
    }

    /// <summary>Everything that lies in the folder: names, bytes and times.</summary>
    public string Sight() => string.Join('\n', Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O} {(File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "")}"));

    public void Dispose() => _all.Delete(recursive: true);
}
