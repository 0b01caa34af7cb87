namespace Tsumugi.Formats.Tests;

/// <summary>Files of others whose licences keep them out of the repository; they may lie beside the project.</summary>
internal static class RealData
{
    /// <summary>Skips the test where the file is absent.</summary>
    public static string Path(string name)
    {
        var path = System.IO.Path.Combine(SourceTree.Root, "..", "shared", "data", name);
        Assert.SkipUnless(File.Exists(path), $"{name} is not beside the project.");
        return path;
    }
}
