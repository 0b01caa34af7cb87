using System.Text.RegularExpressions;
using Tsumugi.Client.Jobs;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Worker.Jobs;

namespace Tsumugi.Worker.Commands;

/// <summary>Moves what the recipe declares from the job's folders to the files of the revision that results.</summary>
internal static class CollectOutputs
{
    /// <exception cref="JobRefusedException">What is missing, is no plain file, or would be written twice: all of it at once.</exception>
    public static void Run(CommandRecipe recipe, JobScratch scratch, string output)
    {
        var (moves, faults) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var declared in recipe.Outputs)
        {
            var before = faults.Count;
            var found = Find(declared, scratch, faults);
            if (found.Count == 0 && faults.Count == before)
                faults.Add($"{declared.Path} is not there.");
            foreach (var (host, target) in found)
            {
                if (!HostFile.IsRegular(host))
                    faults.Add($"{declared.Path}: {target} is a link or no plain file.");
                else if (!moves.TryAdd(target, host))
                    faults.Add($"{declared.Path}: {target} is the name of another output, too.");
            }
        }

        faults.AddRange(RepositoryPath.CheckAll(moves.Keys).Select(finding => $"{finding.Place}: {finding.Text.En}"));
        if (faults.Count > 0)
            throw new JobRefusedException($"Outputs are not as declared: {string.Join(" ", faults.Take(20))}");
        foreach (var (target, host) in moves)
        {
            var to = Path.Combine(output, target);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(host, to);
        }
    }

    private static List<(string Host, string Target)> Find(CommandOutput declared, JobScratch scratch, List<string> faults)
    {
        try
        {
            var path = CommandPaths.Trimmed(declared.Path);
            if (CommandPaths.HasSigns(path))
                return Matching(path, declared, scratch);
            var host = scratch.HostOf(path);
            if (!Directory.Exists(host))
                return Path.Exists(host) ? [(host, declared.As is { Length: > 0 } name ? name : Path.GetFileName(path))] : [];
            return [.. Below(host, path, scratch).Select(file => (file.Host, Under(declared.As, file.Seen[(path.Length + 1)..])))];
        }
        catch (JobRefusedException refused)
        {
            faults.Add(refused.Message);
            return [];
        }
    }

    private static List<(string Host, string Target)> Matching(string pattern, CommandOutput declared, JobScratch scratch)
    {
        var start = CommandPaths.FixedPart(pattern);
        var host = scratch.HostOf(start);
        var prefix = (declared.Prefix ?? start).TrimEnd('/');
        var matches = Pattern(pattern);
        return !Directory.Exists(host) ? [] :
        [
            .. Below(host, start, scratch)
                .Where(file => matches.IsMatch(file.Seen))
                .Select(file => (file.Host, Under(declared.As, CommandPaths.Within(file.Seen, prefix) ? file.Seen[(prefix.Length + 1)..] : file.Seen[1..]))),
        ];
    }

    /// <summary>Everything that is no folder; links are not followed.</summary>
    private static IEnumerable<(string Host, string Seen)> Below(string host, string seen, JobScratch scratch)
    {
        foreach (var entry in new DirectoryInfo(host).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = $"{seen}/{entry.Name}";
            if (scratch.IsInput(path))
                continue;
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                foreach (var inside in Below(entry.FullName, path, scratch))
                    yield return inside;
            }
            else
            {
                yield return (entry.FullName, path);
            }
        }
    }

    private static string Under(string? folder, string path) => folder is null or "" ? path : $"{folder.TrimEnd('/')}/{path}";

    /// <summary>POSIX 2.13: the signs do not go over a slash, and a match may be a folder, of which everything is meant.</summary>
    private static Regex Pattern(string pattern)
    {
        var text = Regex.Replace(Regex.Escape(pattern), @"\\\*|\\\?|\\\[(?<not>!?)(?<set>[^/]*?)\]", sign => sign.Value switch
        {
            @"\*" => "[^/]*",
            @"\?" => "[^/]",
            _ => $"(?!/)[{(sign.Groups["not"].Length > 0 ? "^" : "")}{sign.Groups["set"].Value}]",
        });
        return new($"^{text}(/.*)?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}
