using System.Runtime.CompilerServices;

namespace Tsumugi.Formats.Tests;

/// <summary>The project as it was built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
