using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>What torch.save writes: a zip with one folder that holds data.pkl and, under data/, raw numbers.</summary>
internal static class TorchArchive
{
    private const string Program = "data.pkl";

    public static bool Is(Stream file)
    {
        try
        {
            var zip = new ZipBytes(file, new() { File = "" });
            return Prefix(ZipDirectory.Read(zip, ZipEnd.Read(zip)).Take(ArchiveLimits.Default.MaxEntries)) is not null;
        }
        catch (CheckStopException)
        {
            // The archive check says what is wrong.
            return false;
        }
    }

    /// <summary>The folder with its stroke; null when the zip is none of torch's.</summary>
    public static string? Prefix(IEnumerable<ZipEntry> entries)
    {
        var data = entries.FirstOrDefault(entry => entry.Name.EndsWith($"/{Program}", StringComparison.Ordinal) && entry.Name.Count(c => c == '/') == 1);
        return data?.Name[..^Program.Length];
    }

    /// <summary>torch reads these as numbers whatever they hold, and numbers can look like anything.</summary>
    public static bool IsNumbers(string? prefix, string name) => prefix is not null
        && name.StartsWith($"{prefix}data/", StringComparison.Ordinal)
        && !FileSniffer.HasEnding(name, ".pkl", ".pickle", ".pt", ".pth");
}
