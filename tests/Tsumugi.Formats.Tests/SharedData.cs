namespace Tsumugi.Formats.Tests;

/// <summary>Real files beside the project that are too large, or of other licences, for it.</summary>
internal static class SharedData
{
    /// <summary>Path of a file; the test is skipped where it does not lie.</summary>
    public static string Find(string name)
    {
        var path = Path.GetFullPath(Path.Combine(SourceTree.Root, "..", "shared", "data", name));
        if (!File.Exists(path))
        {
            // A worktree lies one folder deeper.
            path = Path.GetFullPath(Path.Combine(SourceTree.Root, "..", "..", "shared", "data", name));
        }

        Assert.SkipUnless(File.Exists(path), $"{name} does not lie in the folder of shared data.");
        return path;
    }
}
