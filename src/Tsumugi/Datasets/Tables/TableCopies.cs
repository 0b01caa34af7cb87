using Tsumugi.Hub;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.Tables;

/// <summary>Plain copies of tables for the program that answers SQL: made when first asked for, the least used deleted when there is no more room.</summary>
public sealed class TableCopies(HubOptions options, ContentStore content) : IDisposable
{
    /// <summary>What the copy is called in its folder.</summary>
    public const string Name = "data";

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, int> _used = [];
    private bool _begun;

    public bool HasRoomFor(long size) => size <= options.TableCopyBytes;

    /// <returns>The folder of the copy; it stays until the lease is given back.</returns>
    /// <exception cref="IOException">When the disk is full.</exception>
    public async Task<Lease> TakeAsync(string sha256, long size, CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            Begin();
            var folder = Path.GetFullPath(Path.Combine(options.Tables, sha256));
            if (!Directory.Exists(folder))
            {
                MakeRoom(size);
                await CopyAsync(sha256, folder, stop);
            }

            Directory.SetLastAccessTimeUtc(folder, DateTime.UtcNow);
            _used[sha256] = _used.GetValueOrDefault(sha256) + 1;
            return new(this, sha256, folder);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    // What a killed hub left half done is not to be mistaken for a copy.
    private void Begin()
    {
        if (_begun)
            return;
        var folder = Directory.CreateDirectory(options.Tables);
        foreach (var unfinished in folder.EnumerateDirectories("*.new"))
            unfinished.Delete(recursive: true);
        _begun = true;
    }

    private async Task CopyAsync(string sha256, string folder, CancellationToken stop)
    {
        var unfinished = Directory.CreateDirectory(folder + ".new");
        try
        {
            await using (var source = await content.OpenAsync(sha256, stop))
            await using (var copy = new FileStream(Path.Combine(unfinished.FullName, Name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                await source.CopyToAsync(copy, 1 << 18, stop);
            unfinished.MoveTo(folder);
        }
        catch
        {
            Directory.Delete(folder + ".new", recursive: true);
            throw;
        }
    }

    private void MakeRoom(long size)
    {
        var copies = new DirectoryInfo(options.Tables).EnumerateDirectories()
            .Select(folder => (Folder: folder, Size: folder.EnumerateFiles().Sum(file => file.Length)))
            .OrderBy(copy => copy.Folder.LastAccessTimeUtc).ToList();
        var taken = copies.Sum(copy => copy.Size);
        foreach (var (folder, bytes) in copies)
        {
            if (taken + size <= options.TableCopyBytes)
                return;
            if (_used.ContainsKey(folder.Name))
                continue;
            folder.Delete(recursive: true);
            taken -= bytes;
        }
    }

    private void GiveBack(string sha256)
    {
        _one.Wait();
        if (--_used[sha256] == 0)
            _used.Remove(sha256);
        _one.Release();
    }

    public sealed class Lease(TableCopies copies, string sha256, string folder) : IDisposable
    {
        public string Folder => folder;

        public void Dispose() => copies.GiveBack(sha256);
    }
}
