using System.Text.Json;

namespace Tsumugi.Federating.Site;

/// <summary>A file of JSON, a line for each entry, that only grows. Of an entry that a loss of power cut off nothing is read, and the next one takes its place.</summary>
public sealed class LineFile<T>(string path)
    where T : class
{
    private const byte End = (byte)'\n';

    /// <exception cref="IOException">A line before the last is none: that was no loss of power.</exception>
    public IReadOnlyList<T> All()
    {
        var read = new List<T>();
        Scan(read.Add);
        return read;
    }

    /// <param name="mustLast">Whether it must outlive a loss of power.</param>
    public void Add(T entry, bool mustLast)
    {
        var whole = Scan(_ => { });
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.SetLength(whole);
        file.Position = whole;
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, JsonSerializerOptions.Web), End]);
        file.Flush(flushToDisk: mustLast);
    }

    /// <returns>Where the last whole entry ends.</returns>
    private long Scan(Action<T> take)
    {
        if (!File.Exists(path))
            return 0;
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var (at, number) = (0, 0);
        while (at < bytes.Length)
        {
            number++;
            var length = bytes[at..].IndexOf(End);
            if (length < 0)
                break;
            if (length > 0)
            {
                if (Read(bytes.Slice(at, length)) is { } entry)
                    take(entry);
                else if (bytes[(at + length)..].ContainsAnyExcept(End, (byte)0))
                    throw new IOException($"Line {number} of {path} cannot be read; the file was changed, or its disk is failing.");
                else
                    break;
            }

            at += length + 1;
        }

        return at;
    }

    private static T? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
