using System.Collections.Concurrent;
using Tsumugi.Federating.Protocol;

namespace Tsumugi.Federation.Rounds;

/// <summary>SHA-256 of files that are written once: each is read for it once, or not at all where it was hashed as it came.</summary>
public sealed class FileHashes
{
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(string Path, DateTime At), Lazy<Task<string>>> _known = new();

    /// <summary>What was found while the file was written; known until it is written again or the hub is started anew.</summary>
    public void Remember(string path, string sha256) => Known()[(path, File.GetLastWriteTimeUtc(path))] = new(Task.FromResult(sha256));

    /// <returns>Lower-case hexadecimal.</returns>
    public Task<string> OfAsync(string path, CancellationToken stop) =>
        Known().GetOrAdd((path, File.GetLastWriteTimeUtc(path)), _ => new(() => Task.Run(() => FileHash.Of(path), CancellationToken.None))).Value.WaitAsync(stop);

    private ConcurrentDictionary<(string Path, DateTime At), Lazy<Task<string>>> Known()
    {
        if (_known.Count > Most)
            _known.Clear();
        return _known;
    }
}
