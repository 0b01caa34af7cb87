namespace Tsumugi.Torch.Data;

/// <summary>Files that lie by the hash of their content, under their own names.</summary>
public static class LinkedFiles
{
    /// <param name="folder">Where links are to lie.</param>
    /// <param name="files">Path below the folder → where the content lies.</param>
    public static void Into(string folder, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (path, content) in files)
        {
            var link = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, content);
        }
    }
}
