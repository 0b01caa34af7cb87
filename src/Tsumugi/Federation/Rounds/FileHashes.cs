using System.Collections.Concurrent;
using System.Security.Cryptography;

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
        return _known.GetOrAdd((path, File.GetLastWriteTimeUtc(path)), _ => new(() => ReadAsync(path))).Value.WaitAsync(stop);
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }
}
