using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>The names of one archive's entries, as whoever unpacks it would meet them.</summary>
internal sealed class EntryNames(Place place, ArchiveLimits limits, Findings findings)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folded = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="isFolder">Folders may be named again.</param>
    public void Add(string name, bool isFolder)
    {
        if (++_count > limits.MaxEntries)
            throw new CheckStopException(ArchiveRules.TooMany.At(place, limits.MaxEntries));
        var shown = Place.Short(name);
        if (Parts(name) is not { } parts)
        {
            findings.Add(ArchiveRules.Escape.At(place, shown));
            return;
        }
        if (IsBeneathLink(parts))
            findings.Add(ArchiveRules.ThroughLink.At(place, shown));
        if (isFolder)
            return;
        var path = string.Join('/', parts);
        if (!_taken.Add(path))
            findings.Add(ArchiveRules.Duplicate.At(place, shown));
        else if (!_folded.Add(path.Normalize(NormalizationForm.FormC)))
            findings.Add(ArchiveRules.CaseOnly.At(place, shown));
    }

    /// <summary>A symbolic link counts from its own folder, a hard link from the archive's root.</summary>
    public void AddLink(string name, string target, bool symbolic)
    {
        Add(name, isFolder: false);
        if (Parts(name) is not { } parts)
            return;
        _links.Add(string.Join('/', parts));
        var climbs = symbolic ? parts.Count - 1 : 0;
        findings.Add((Stays(target, climbs) ? ArchiveRules.Link : ArchiveRules.LinkOut).At(place, Place.Short($"{name} -> {target}")));
    }

    /// <summary>The parts of a relative path; null when it leads out, on any system.</summary>
    private static List<string>? Parts(string name)
    {
        if (IsRooted(name))
            return null;
        var parts = new List<string>();
        foreach (var part in name.Split('/', '\\'))
        {
            // Windows drops trailing points and spaces: ".. " is "..".
            if (part.TrimEnd('.', ' ').Length == 0 && part.StartsWith("..", StringComparison.Ordinal))
                return null;
            if (part.Length > 0 && part != ".")
                parts.Add(part);
        }
        return parts;
    }

    private static bool IsRooted(string name) =>
        name is ['/' or '\\', ..] || name is [_, ':', ..] || name.Contains('\0', StringComparison.Ordinal);

    /// <summary>".." only at the beginning and no more than there are folders: beyond a link, ".." leads anywhere.</summary>
    private static bool Stays(string target, int climbs)
    {
        if (target.Length == 0 || IsRooted(target))
            return false;
        var descended = false;
        foreach (var part in target.Split('/', '\\'))
        {
            if (part == "..")
            {
                if (descended || --climbs < 0)
                    return false;
            }
            else
            {
                descended |= part.Length > 0 && part != ".";
            }
        }
        return true;
    }

    private bool IsBeneathLink(List<string> parts)
    {
        if (_links.Count == 0)
            return false;
        var path = new StringBuilder();
        foreach (var part in parts.SkipLast(1))
        {
            path.Append(path.Length > 0 ? "/" : "").Append(part);
            if (_links.Contains(path.ToString()))
                return true;
        }
        return false;
    }
}
