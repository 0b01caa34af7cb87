using System.Text.Json.Serialization;

namespace Tsumugi.Client.Jobs;

/// <summary>What commands may have where they run.</summary>
public sealed record JobSandbox
{
    /// <summary>What every sandbox of bubblewrap begins with: no rights, no view of other processes, gone with whoever started it.</summary>
    public static readonly IReadOnlyList<string> Isolation =
    [
        "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL",
        "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "job",
        "--die-with-parent", "--new-session", "--clearenv",
    ];

    public const string Program = "bwrap";

    /// <summary>Whether they reach the network that the machine reaches.</summary>
    public bool Network { get; init; }

    /// <summary>Image's name → folder of its unpacked root file system.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>Memory of all processes together, in MiB; null for what the machine has.</summary>
    public int? MemoryMiB { get; init; }
}

/// <summary>How one step went: an entry of <c>steps.json</c> in the job's folder, which the worker writes anew whenever a step begins or ends.</summary>
public sealed record StepRecord
{
    private const int MostShown = 120;

    public required IReadOnlyList<string> Command { get; init; }

    public string? Image { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Above 128 when a signal ended it; null while it runs, and where it was ended for taking too much.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The command as a reader takes it in at a glance.</summary>
    [JsonIgnore]
    public string Shown
    {
        get
        {
            var text = string.Join(' ', Command.SelectMany(part => part.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            return text.Length > MostShown ? text[..MostShown] + "…" : text;
        }
    }
}

/// <summary>Names of files in the folder of a job of commands.</summary>
public static class StepFiles
{
    public const string Records = "steps.json";

    /// <param name="number">From 1.</param>
    public static string Stdout(int number) => Path.Combine("logs", $"{number}.stdout");

    public static string Stderr(int number) => Path.Combine("logs", $"{number}.stderr");
}
