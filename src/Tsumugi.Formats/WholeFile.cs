namespace Tsumugi.Formats;

/// <summary>Writes a file whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>The file is written beside its place under a temporary name, flushed to the disk and renamed: a reader sees the old file or the new one, never a part.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
