using Tsumugi.Client.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>What of the machine, or of an image, a sandbox shows: read-only, and nothing that holds settings, secrets or other people's data.</summary>
internal static class RootFiles
{
    private static readonly string[] Programs = ["usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    private static readonly string[] Settings =
        ["etc/alternatives", "etc/ld.so.cache", "etc/ld.so.conf", "etc/ld.so.conf.d", "etc/localtime", "etc/ssl/certs", "etc/ssl/openssl.cnf", "etc/resolv.conf", "etc/nsswitch.conf", "etc/services"];

    /// <summary>Top-level entries of an image that the sandbox makes itself.</summary>
    private static readonly string[] Own = ["dev", "proc", "sys", "run", "tmp"];

    // Where the hub runs as root, the kernel lets its children write these though they have no rights at all.
    private static readonly string[] ReadOnly = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"];
    private static readonly string[] Hidden = ["/proc/kcore", "/proc/keys", "/proc/kmsg", "/proc/latency_stats", "/proc/timer_list", "/proc/sched_debug", "/proc/interrupts", "/proc/acpi", "/proc/asound", "/proc/scsi"];

    private const int SharedMemoryBytes = 64 << 20;

    /// <param name="image">Folder of an unpacked root file system; null for the machine's own programs.</param>
    /// <param name="tops">The job's own top-level folders, which take the place of the image's.</param>
    public static IEnumerable<string> Mounts(string? image, IReadOnlyList<string> tops)
    {
        var shown = image is null
            ? Programs.Concat(Settings).Select(path => (Path: path, Host: "/" + path))
            : Directory.EnumerateFileSystemEntries(image).Select(host => (Path: Path.GetFileName(host), Host: host)).Where(entry => !Own.Contains(entry.Path) && !tops.Contains(entry.Path));
        foreach (var (path, host) in shown)
        {
            // A link at the top leads to where it leads inside.
            if (new FileInfo(host).LinkTarget is { } target && (image is not null || Programs.Contains(path)))
                yield return Lines("--symlink", target, "/" + path);
            else if (Path.Exists(host))
                yield return Lines("--ro-bind", host, "/" + path);
        }

        yield return Lines("--dev", "/dev");
        yield return Lines("--size", $"{SharedMemoryBytes}", "--tmpfs", "/dev/shm");
        yield return Lines("--proc", "/proc");
        foreach (var path in ReadOnly.Where(Path.Exists))
            yield return Lines("--ro-bind", path, path);
        foreach (var path in Hidden.Where(Path.Exists))
            yield return Directory.Exists(path) ? Lines("--tmpfs", path, "--remount-ro", path) : Lines("--ro-bind", "/dev/null", path);
    }

    private static string Lines(params string[] parts) => string.Join('\0', parts);
}
