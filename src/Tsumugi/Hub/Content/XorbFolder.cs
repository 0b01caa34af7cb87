using Microsoft.Win32.SafeHandles;
using Tsumugi.Formats.Xet;

namespace Tsumugi.Hub.Content;

/// <summary>The object store of one machine: a folder of read-only files.</summary>
public sealed class XorbFolder(HubOptions options) : IXorbFiles
{
    private readonly string _folder = Path.Combine(options.Content, "xorbs");

    public Task PutAsync(XetHash xorb, string path, CancellationToken stop) => Task.Run(
        () =>
        {
            var kept = PathOf(xorb);
            if (File.Exists(kept))
                return;
            using (var file = File.OpenHandle(path, access: FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(file);
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            File.Move(path, kept, overwrite: true);
        },
        stop);

    public Task<IXorbFile> OpenAsync(XetHash xorb, CancellationToken stop)
    {
        try
        {
            return Task.FromResult<IXorbFile>(new OpenFile(File.OpenHandle(PathOf(xorb), options: FileOptions.SequentialScan)));
        }
        catch (DirectoryNotFoundException error)
        {
            return Task.FromException<IXorbFile>(new FileNotFoundException($"The object store has no xorb {xorb}.", error));
        }
        catch (FileNotFoundException error)
        {
            return Task.FromException<IXorbFile>(error);
        }
    }

    public async IAsyncEnumerable<XetHash> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var path in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories) : [])
        {
            stop.ThrowIfCancellationRequested();
            if (XetHash.TryParse(Path.GetFileName(Path.GetDirectoryName(path)) + Path.GetFileName(path), out var xorb))
                yield return xorb;
        }
    }

    public Task DeleteAsync(XetHash xorb, CancellationToken stop) => Task.Run(
        () =>
        {
            if (File.Exists(PathOf(xorb)))
                File.Delete(PathOf(xorb));
        },
        stop);

    private string PathOf(XetHash xorb)
    {
        var name = xorb.ToString();
        return Path.Combine(_folder, name[..2], name[2..]);
    }

    private sealed class OpenFile(SafeFileHandle file) : IXorbFile
    {
        // What is read was mostly written or read just before and lies in memory; where it does not, this blocks a pool thread.
        public ValueTask ReadAsync(IReadOnlyList<Memory<byte>> buffers, long offset, CancellationToken stop)
        {
            long wanted = 0;
            foreach (var buffer in buffers)
                wanted += buffer.Length;
            var read = RandomAccess.Read(file, buffers, offset);
            if (read == wanted)
                return ValueTask.CompletedTask;
            foreach (var buffer in buffers)
            {
                // A short read is allowed; the rest is asked for piece by piece.
                for (var done = 0; done < buffer.Length;)
                {
                    var more = RandomAccess.Read(file, buffer.Span[done..], offset + done);
                    if (more == 0)
                        throw new EndOfStreamException("A xorb in the store is shorter than its table says.");
                    done += more;
                }

                offset += buffer.Length;
            }

            return ValueTask.CompletedTask;
        }

        public void Dispose() => file.Dispose();
    }
}
