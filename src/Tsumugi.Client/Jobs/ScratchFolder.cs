namespace Tsumugi.Client.Jobs;

/// <summary>A folder that programs nobody vouches for have written into.</summary>
public static class ScratchFolder
{
    /// <summary>Deletes it, also where they took their own rights away. Links are not followed.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException && !OperatingSystem.IsWindows())
        {
            Open(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var inside in new DirectoryInfo(folder).EnumerateDirectories().Where(inside => inside.LinkTarget is null))
            Open(inside.FullName);
    }
}
