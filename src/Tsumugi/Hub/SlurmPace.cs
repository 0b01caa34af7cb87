using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>How often the hub asks a Slurm, and how long it waits before it believes.</summary>
public sealed record SlurmPace
{
    /// <summary>The least time between the beginnings of two questions about states, which are asked for all jobs at once.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same while the site has no job of ours, or does not answer.</summary>
    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A submission that got no answer is looked for this long before it counts as never arrived; more than <see cref="Patience"/>.</summary>
    public TimeSpan SureAfter { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Submissions under way at a time.</summary>
    public int Submissions { get; init; } = 4;

    /// <summary>How often accounting is read.</summary>
    public TimeSpan Accounting { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back accounting is read again each time, for records that come late or are corrected.</summary>
    public TimeSpan AccountingOverlap { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often partitions and nodes are read.</summary>
    public TimeSpan Hardware { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often the hub looks whether a site's accounts and limits must follow its allocations.</summary>
    public TimeSpan Accounts { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Site → the command that starts sacctmgr there, program and arguments between spaces. Whoever sets up the hub's machine says it, never a page: the hub runs it.</summary>
    public IReadOnlyDictionary<string, string> Managers { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads <c>TSUMUGI_SACCTMGR</c>: <c>cluster=ssh hub@login sacctmgr; other=/opt/slurm/bin/sacctmgr</c>.</summary>
    /// <exception cref="StateFolderException">When it is not of that form.</exception>
    public static SlurmPace Read(Func<string, string?> variable)
    {
        var managers = new Dictionary<string, string>();
        foreach (var part in (variable("TSUMUGI_SACCTMGR") ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } site, { Length: > 0 } command])
                throw new StateFolderException(new($"TSUMUGI_SACCTMGR は「計算拠点=コマンド」をセミコロンで区切って書いてください（現在は「{part}」）。", $"Write TSUMUGI_SACCTMGR as SITE=COMMAND, several between semicolons, not '{part}'."));
            managers[site] = command;
        }

        return new() { Managers = managers };
    }
}
