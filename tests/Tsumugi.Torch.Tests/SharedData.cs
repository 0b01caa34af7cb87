using System.Runtime.CompilerServices;

namespace Tsumugi.Torch.Tests;

/// <summary>Files of others that lie beside the project and are too large, or not the project's, to be in it.</summary>
internal static class SharedData
{
    private static readonly string Root = Find();

    /// <returns>The file's path; where it is absent, the test is skipped.</returns>
    public static string File(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(System.IO.File.Exists(path), $"{parts[^1]} is not beside the project.");
        return path;
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "data"));
}
