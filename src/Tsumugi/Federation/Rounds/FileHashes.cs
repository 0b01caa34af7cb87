using System.Collections.Concurrent;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federation.Rounds;

/// <summary>SHA-256 of files that are written once and handed to many sites: each is read for it once.</summary>
public sealed class FileHashes
{
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(string Path, DateTime At), Lazy<Task<string>>> _known = new();

    /// <returns>Lower-case hexadecimal.</returns>
    public Task<string> OfAsync(string path, CancellationToken stop)
    {
        if (_known.Count > Most)
            _known.Clear();
        return _known.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), _ => new(() => Task.Run(() => FileHash.Of(path), CancellationToken.None))).Value.WaitAsync(stop);
    }
}
