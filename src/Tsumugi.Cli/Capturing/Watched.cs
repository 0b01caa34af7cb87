namespace Tsumugi.Cli.Capturing;

/// <param name="Path">Within its acquisition, with forward slashes.</param>
/// <param name="Source">On this machine.</param>
/// <param name="WrittenAt">UTC, by this machine's clock.</param>
internal sealed record SeenFile(string Path, string Source, long Size, DateTime WrittenAt);

/// <summary>One acquisition as it lies in a watched folder now.</summary>
/// <param name="Name">Within the watched folder, with forward slashes.</param>
internal sealed record Watched(string Folder, string Name, IReadOnlyList<SeenFile> Files)
{
    private static readonly string[] Unfinished = [".tmp", ".temp", ".part", ".partial", ".lock", ".crdownload", "~"];

    public bool IsFolder { get; init; }

    /// <summary>Why it cannot be complete yet; null when nothing but time is in the way.</summary>
    public string? Waits(CaptureSettings settings)
    {
        if (Files.All(file => file.Size == 0))
            return "empty";
        if (Files.FirstOrDefault(file => Unfinished.Any(end => file.Path.EndsWith(end, StringComparison.OrdinalIgnoreCase))) is { } unfinished)
            return unfinished.Path;
        var names = Files.Select(file => System.IO.Path.GetFileName(file.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // Sequencers write for days, with pauses, and say when they have ended.
        IReadOnlyList<string> markers = !IsFolder ? [] : settings.Markers.Count > 0 ? settings.Markers : names.Contains("RunInfo.xml") ? ["RTAComplete.txt", "CopyComplete.txt"] : [];
        return markers.Count == 0 || markers.Any(names.Contains) ? null : string.Join(" / ", markers);
    }

    /// <summary>What lies in a folder now; links are not followed, hidden files not seen.</summary>
    public static IEnumerable<Watched> In(string folder, bool eachFile)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = true };
        var files = new List<(string Name, FileInfo File)>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options))
            files.Add((System.IO.Path.GetRelativePath(folder, file.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/'), file));
        foreach (var group in files.GroupBy(file => eachFile ? file.Name : file.Name.Split('/')[0], StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var isFolder = group.First().Name.Length > group.Key.Length;
            var seen = new List<SeenFile>();
            foreach (var (name, file) in group.OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                // It may be gone since it was listed.
                if (file.Exists)
                    seen.Add(new(isFolder ? name[(group.Key.Length + 1)..] : file.Name, file.FullName, file.Length, Earlier(file.LastWriteTimeUtc)));
            }

            if (seen.Count > 0)
                yield return new(folder, group.Key, seen) { IsFolder = isFolder };
        }
    }

    /// <summary>Never locked, never written: the instrument may go on, rename and delete while it is read.</summary>
    public static FileStream Open(string source) => new(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);

    // Milliseconds: finer parts do not survive all file systems.
    private static DateTime Earlier(DateTime at) => new(at.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
