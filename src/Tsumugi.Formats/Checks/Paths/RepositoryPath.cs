using System.Buffers;
using System.Text;

namespace Tsumugi.Formats.Checks.Paths;

/// <summary>The rules on a file's path in a repository, so that it means the same file on every system.</summary>
public static class RepositoryPath
{
    public const int MaxBytes = 1_024;
    public const int MaxPartBytes = 255;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*");

    /// <summary>All that is wrong with one path; empty when nothing is.</summary>
    public static IReadOnlyList<Finding> Check(string path)
    {
        List<Finding>? found = null;
        var place = new Place { File = Place.Short(path) };
        CheckWhole(path, rule => (found ??= []).Add(rule(place)));
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (BrokenBy(path.AsSpan()[range]) is { } rule && found?.Exists(finding => finding.Code == rule.Code) != true)
                (found ??= []).Add(rule.At(place, MaxPartBytes));
        }
        return found ?? (IReadOnlyList<Finding>)[];
    }

    /// <summary>All that is wrong with the paths of a repository, each alone and together.</summary>
    public static IReadOnlyList<Finding> CheckAll(IEnumerable<string> paths)
    {
        var findings = new Findings();
        var set = new RepositoryPathSet(findings);
        foreach (var path in paths)
        {
            foreach (var finding in Check(path))
                findings.Add(finding);
            set.Add(path);
        }
        return findings.All;
    }

    private static void CheckWhole(string path, Action<Func<Place, Finding>> add)
    {
        if (Encoding.UTF8.GetByteCount(path) > MaxBytes)
            add(place => PathRules.TooLong.At(place, MaxBytes));
        if (path.Contains('\\', StringComparison.Ordinal))
            add(place => PathRules.Backslash.At(place));
        if (path is [_, ':', ..] && char.IsAsciiLetter(path[0]))
            add(place => PathRules.Drive.At(place));
        else if (path.AsSpan().ContainsAny(Forbidden))
            add(place => PathRules.Character.At(place));
        // Zero-width joiners are part of some scripts and of emoji; here a name must look like what it is.
        if (IndexOfSteering(path) is var at and >= 0)
            add(place => PathRules.Control.At(place, $"{(int)path[at]:X4}"));
        if (Ascii.IsValid(path))
            return;
        if (!IsUnicode(path))
            add(place => PathRules.NotUnicode.At(place));
        else if (!path.IsNormalized(NormalizationForm.FormC))
            add(place => PathRules.NotComposed.At(place));
    }

    private static int IndexOfSteering(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (Visible.IsSteering(path[i]))
                return i;
        }
        return -1;
    }

    private static CheckRule? BrokenBy(ReadOnlySpan<char> part) => part switch
    {
        [] => PathRules.Empty,
        "." or ".." => PathRules.Climbs,
        [.., '.' or ' '] => PathRules.Trailing,
        _ when part.Equals(".git", StringComparison.OrdinalIgnoreCase) => PathRules.Git,
        _ when Encoding.UTF8.GetByteCount(part) > MaxPartBytes => PathRules.PartTooLong,
        _ when IsReserved(part) => PathRules.Reserved,
        _ => null,
    };

    /// <summary>The device is meant whatever ending follows; the superscripts ¹²³ count as digits.</summary>
    private static bool IsReserved(ReadOnlySpan<char> part)
    {
        var point = part.IndexOf('.');
        var stem = (point < 0 ? part : part[..point]).TrimEnd(' ');
        if (stem.Length == 3)
            return Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL");
        return stem.Length == 4 && stem[3] is >= '1' and <= '9' or '\u00B9' or '\u00B2' or '\u00B3' && (Is(stem[..3], "COM") || Is(stem[..3], "LPT"));
    }

    private static bool Is(ReadOnlySpan<char> stem, string name) => stem.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnicode(string path)
    {
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != OperationStatus.Done)
                return false;
            rest = rest[taken..];
        }
        return true;
    }
}
