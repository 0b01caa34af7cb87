namespace Tsumugi.Client.Jobs;

/// <summary>Which paths of a sandbox are a job's own. The root and the programs there are the machine's or the image's.</summary>
public static class CommandPaths
{
    /// <summary>There in every sandbox, and where a step begins that names no folder.</summary>
    public const string Work = "/work";

    public const string Temporary = "/tmp";

    /// <summary>Top-level folders in which nothing may be put.</summary>
    public static readonly IReadOnlyList<string> Closed =
        ["bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "opt", "proc", "run", "sbin", "sys", "usr"];

    /// <summary>The path without a slash at its end.</summary>
    public static string Trimmed(string path) => path.TrimEnd('/');

    /// <summary>Whether it leads, without detours, to something below a folder that may be the job's own.</summary>
    /// <param name="leastDepth">1 where the top-level folder itself will do, 2 for what lies in it.</param>
    public static bool IsOwn(string path, int leastDepth)
    {
        if (path.Length > 1000 || !path.StartsWith('/') || path.Any(char.IsControl))
            return false;
        var parts = Trimmed(path).Split('/')[1..];
        return parts.Length >= leastDepth && parts.All(part => part is not ("" or "." or "..")) && !Closed.Contains(parts[0]) && !HasSigns(parts[0]);
    }

    /// <summary>The first part of a path that <see cref="IsOwn"/>.</summary>
    public static string TopOf(string path) => path[1..].Split('/', 2)[0];

    public static bool HasSigns(string path) => path.AsSpan().ContainsAny('*', '?', '[');

    /// <summary>Whether the path is the folder, or lies in it.</summary>
    public static bool Within(string path, string folder) =>
        path == folder || (path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/');

    /// <summary>The folder up to which a pattern has no signs.</summary>
    public static string FixedPart(string pattern)
    {
        var parts = pattern.Split('/');
        return string.Join('/', parts.TakeWhile((part, at) => at < parts.Length - 1 && !HasSigns(part)));
    }

    /// <summary>Top-level folders of the sandbox that are the job's own.</summary>
    public static IReadOnlyList<string> Tops(CommandRecipe recipe) =>
    [
        .. new[] { Work, Temporary }
            .Concat(recipe.Inputs.Select(input => input.Path))
            .Concat(recipe.Outputs.Select(output => output.Path))
            .Concat(recipe.Folders)
            .Concat(recipe.Steps.SelectMany(step => new[] { step.Workdir, step.Stdin, step.Stdout, step.Stderr }))
            .OfType<string>()
            .Select(TopOf)
            .Distinct(StringComparer.Ordinal),
    ];
}
