using System.Runtime.CompilerServices;

namespace Tsumugi.Bench.Suites;

/// <summary>Public data that the suites measure on; docs say where each file comes from.</summary>
internal static class SuiteData
{
    private const string Variable = "TSUMUGI_BENCH_DATA";

    /// <exception cref="FileNotFoundException">Saying where it was looked for, and how to say where it is.</exception>
    public static string File(string folder, string name)
    {
        var root = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } stated ? stated : BesideRepository();
        var path = Path.Combine(root, folder, name);
        return System.IO.File.Exists(path) ? path
            : throw new FileNotFoundException($"{folder}/{name} is not in {root}; name the folder that holds it by {Variable} (bench/README.md says what each suite reads).");
    }

    private static string BesideRepository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "data"));
}
