namespace Tsumugi.Datasets.Repositories;

/// <summary>One change of a commit.</summary>
public abstract record FileOperation(string Path)
{
    /// <summary>A file, new or in the place of one.</summary>
    public sealed record Put(RevisionFile File) : FileOperation(File.Path);

    public sealed record Delete(string Path) : FileOperation(Path);

    /// <summary>A folder with everything below.</summary>
    public sealed record DeleteFolder(string Path) : FileOperation(Path);
}
