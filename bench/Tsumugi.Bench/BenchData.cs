using System.Runtime.CompilerServices;

namespace Tsumugi.Bench;

/// <summary>Real files that lie beside the project; bench/README.md says what each bench reads.</summary>
internal static class BenchData
{
    public const string FolderVariable = "TSUMUGI_BENCH_DATA";

    private static string Root => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } stated ? stated : BesideRepository();

    /// <param name="name">Folder and file, e.g. <c>protein/some.fasta</c>.</param>
    /// <returns>Where the file is, or would be.</returns>
    public static string Of(string name) => Path.Combine(Root, name);

    /// <exception cref="FileNotFoundException">Saying where it was looked for, and how to say where it is.</exception>
    public static string Existing(string name) => File.Exists(Of(name)) ? Of(name)
        : throw new FileNotFoundException($"{name} is not in {Root}; name the folder that holds it by {FolderVariable} (bench/README.md says what each bench reads).");

    private static string BesideRepository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "data"));
}
