using System.Globalization;
using Tsumugi.Worker.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>What all processes of a sandbox may take together. A look at a time: what they take between two looks is not held back.</summary>
/// <param name="memoryMiB">Null for what the machine has.</param>
/// <param name="disk">A folder of the file system that they write to.</param>
internal sealed class SandboxLimits(int? memoryMiB, string disk)
{
    /// <summary>Threads and processes: far more than programs that compute use, far less than a machine bears.</summary>
    public const int MostThreads = 2048;

    /// <summary>Left free on the disk, because the hub lives on it, too.</summary>
    private const long FreeBytes = 512L << 20;

    private readonly long _memory = memoryMiB is { } mebibytes ? (long)mebibytes << 20 : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <param name="root">The process that all others descend from.</param>
    /// <returns>What they took too much of; null when nothing.</returns>
    public JobRefusedException? Refuse(int root, int number)
    {
        var processes = Descendants(root);
        if (processes.Sum(process => process.Threads) > MostThreads)
            return new($"Step {number} started more than {MostThreads} processes and threads, and was ended.");
        if (processes.Sum(process => process.Resident) > _memory && processes.Sum(Proportional) > _memory)
            return new OutOfRoomException($"Step {number} took more than its {_memory >> 20} MiB of memory, and was ended.");
        return new DriveInfo(disk).AvailableFreeSpace < FreeBytes ? new($"Step {number} filled the disk to the last {FreeBytes >> 20} MiB, and was ended.") : null;
    }

    private static List<Entry> Descendants(int root)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<Entry>().ToLookup(entry => entry.Parent);
        var (found, open) = (new List<Entry>(), new Queue<int>([root]));
        while (open.TryDequeue(out var id))
        {
            found.AddRange(all[id]);
            foreach (var child in all[id])
                open.Enqueue(child.Id);
        }

        return found;
    }

    // proc(5): behind the name in brackets come state, parent, …; threads are the 20th field, resident pages the 24th.
    private static Entry? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return new(id, (int)Field(4), (int)Field(20), Field(24) * Environment.SystemPageSize);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Pages that several share are counted once among them.</summary>
    private static long Proportional(Entry process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return process.Resident;
        }
    }

    /// <param name="Resident">Bytes.</param>
    private sealed record Entry(int Id, int Parent, int Threads, long Resident);
}

/// <summary>More memory than the job asked for: exit code 6.</summary>
internal sealed class OutOfRoomException(string message) : JobRefusedException(message);
