using System.Buffers;
using System.Security.Cryptography;

namespace Tsumugi.Hub.Content;

/// <param name="Hash">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct ContentRef(string Hash, long Size);

/// <summary>Files by their content: each byte sequence is kept once, whole or not at all, and never changes.</summary>
public sealed class ContentStore
{
    private const int BlockSize = 1 << 18;

    private readonly string _folder;
    private readonly string _incoming;

    public ContentStore(HubOptions options)
    {
        _folder = options.Content;
        _incoming = Path.Combine(_folder, "incoming");
    }

    /// <summary>Removes what an interrupted upload left behind; called once, before anything is served.</summary>
    public void Prepare()
    {
        if (Directory.Exists(_incoming))
            Directory.Delete(_incoming, recursive: true);
        Directory.CreateDirectory(_incoming);
    }

    /// <summary>Stores the rest of the stream. It is visible only when it is whole and on the disk.</summary>
    /// <exception cref="IOException">When the disk is full or not writable; nothing is left behind then.</exception>
    public async Task<ContentRef> PutAsync(Stream source, CancellationToken stop)
    {
        var path = Path.Combine(_incoming, Guid.NewGuid().ToString("n"));
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                while (await source.ReadAsync(block.AsMemory(0, BlockSize), stop) is var read and > 0)
                {
                    hash.AppendData(block, 0, read);
                    await file.WriteAsync(block.AsMemory(0, read), stop);
                    size += read;
                }

                file.Flush(flushToDisk: true);
            }

            var content = new ContentRef(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
            Keep(path, content.Hash);
            return content;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            File.Delete(path);
        }
    }

    public async Task<ContentRef> PutFileAsync(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        return await PutAsync(file, stop);
    }

    public async Task<ContentRef> PutBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) =>
        await PutAsync(new MemoryStream(bytes.ToArray(), writable: false), stop);

    /// <exception cref="FileNotFoundException">When the store lacks it.</exception>
    public FileStream Open(string hash) =>
        new(PathOf(hash), FileMode.Open, FileAccess.Read, FileShare.Read, BlockSize, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Absolute path of the read-only file, for a worker on the same machine.</summary>
    public string PathOf(string hash)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("A content hash is 64 lower-case hexadecimal digits.", nameof(hash));
        return Path.GetFullPath(Path.Combine(_folder, hash[..2], hash[2..]));
    }

    /// <summary>A path for work in progress, emptied at every start.</summary>
    public string NewIncomingPath() => Path.Combine(_incoming, Guid.NewGuid().ToString("n"));

    private void Keep(string path, string hash)
    {
        var kept = PathOf(hash);
        if (File.Exists(kept))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.Move(path, kept, overwrite: true);
    }
}
