using System.Text.Json;
using Tsumugi.Client.Jobs;

namespace Tsumugi.Compute.Folders;

/// <summary>Reads what a worker has appended since the last look.</summary>
public static class ProgressTail
{
    /// <summary>One look takes at most this much, so that a chatty worker cannot fill the hub's memory.</summary>
    private const int MostBytes = 4 << 20;

    /// <param name="offset">Bytes that were read before.</param>
    /// <returns>The whole lines since then and the offset behind them; a torn last line waits for its end.</returns>
    public static (IReadOnlyList<ProgressLine> Lines, long Offset) Read(string path, long offset)
    {
        if (!File.Exists(path))
            return ([], offset);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length <= offset)
            return ([], offset);
        file.Position = offset;
        var bytes = new byte[Math.Min(MostBytes, file.Length - offset)];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;

        var lines = new List<ProgressLine>();
        foreach (var range in bytes.AsSpan(0, whole).Split((byte)'\n'))
        {
            if (TryParse(bytes.AsSpan(0, whole)[range]) is { } line)
                lines.Add(line);
        }

        return (lines, offset + whole);
    }

    private static ProgressLine? TryParse(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, JobJson.Default.ProgressLine);
        }
        catch (JsonException)
        {
            // A line that a killed worker left torn, healed by its successor with a line feed.
            return null;
        }
    }
}
