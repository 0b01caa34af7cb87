using System.Security.Cryptography;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Client.Instruments;

namespace Tsumugi.Cli.Capturing;

/// <summary>Brings an acquisition to the hub. Broken off anywhere and begun again, it sends what is still missing, and nothing becomes two.</summary>
internal sealed class Deliver(HubClient hub, CaptureSettings settings, Journal journal)
{
    /// <summary>Seconds; less is the time that a message takes.</summary>
    private const double LeastOffset = 5;

    /// <param name="ahead">Seconds that the hub's clock is ahead of this machine's.</param>
    /// <returns>The entry as it is now.</returns>
    /// <exception cref="SourceChangedException">A file is not what it was when it was read.</exception>
    public async Task<JournalEntry> RunAsync(JournalEntry entry, double ahead, CancellationToken stop)
    {
        var offset = (Math.Abs(ahead) < LeastOffset ? 0 : ahead) + entry.Shift;
        var view = await hub.AnnounceCaptureAsync(settings.Instrument, new()
        {
            Name = entry.ShownName,
            Key = entry.Key,
            Fingerprint = entry.Fingerprint,
            Continues = entry.Capture,
            StartedAt = entry.StartedAt.AddSeconds(offset),
            ClockOffset = Math.Round(offset),
            Samples = entry.Samples,
        }, stop);
        entry = entry with { Capture = view.Id, Dataset = view.Dataset };
        journal.Write(entry);
        if (!view.Complete)
        {
            await SendAsync(entry, stop);
            view = await hub.CommitCaptureAsync(view.Id, new() { Fingerprint = entry.Fingerprint, Files = [.. entry.Files.Select(file => new FileView(file.Path, file.Sha256, file.Size))], Settings = entry.Settings }, stop);
        }

        entry = entry with { CapturedAt = DateTime.UtcNow, Problem = null, OnHub = [.. entry.OnHub.Union(entry.Files.Select(file => file.Sha256), StringComparer.Ordinal)] };
        journal.Write(entry);
        foreach (var file in entry.Files.Where(file => file.Source.StartsWith(journal.Cleaned, StringComparison.Ordinal)))
            File.Delete(file.Source);
        return entry;
    }

    private async Task SendAsync(JournalEntry entry, CancellationToken stop)
    {
        var files = entry.Files.DistinctBy(file => file.Sha256).ToList();
        var missing = await MissingAsync(entry.Capture!, files.ConvertAll(file => file.Sha256), stop);
        foreach (var file in files.Where(file => missing.Contains(file.Sha256)))
        {
            var pieces = file.Pieces.Count == 1 ? [file.Sha256] : await MissingAsync(entry.Capture!, file.Pieces, stop);
            await SendAsync(entry.Capture!, file, pieces, stop);
            if (file.Pieces.Count > 1)
                await hub.JoinCapturePiecesAsync(entry.Capture!, file.Sha256, new(file.Size, file.Pieces), stop);
        }
    }

    private async Task SendAsync(string capture, ReadFile file, HashSet<string> missing, CancellationToken stop)
    {
        await using var source = Open(file);
        var buffer = new byte[(int)Math.Min(file.PieceBytes, Math.Max(1, file.Size))];
        for (var number = 0; number < file.Pieces.Count; number++)
        {
            // A piece that occurs twice is sent once.
            if (!missing.Remove(file.Pieces[number]))
                continue;
            source.Position = (long)number * file.PieceBytes;
            var wanted = (int)Math.Min(file.PieceBytes, file.Size - source.Position);
            var read = await source.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, stop);

            // What is sent is what was read before, or nothing is.
            if (read < wanted || Convert.ToHexStringLower(SHA256.HashData(buffer.AsSpan(0, read))) != file.Pieces[number])
                throw new SourceChangedException(file.Source);
            using var piece = new MemoryStream(buffer, 0, read, writable: false);
            await hub.PutCaptureContentAsync(capture, file.Pieces[number], piece, stop);
        }
    }

    private static FileStream Open(ReadFile file)
    {
        try
        {
            return Watched.Open(file.Source);
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceChangedException(file.Source);
        }
    }

    private async Task<HashSet<string>> MissingAsync(string capture, IReadOnlyList<string> contents, CancellationToken stop)
    {
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in contents.Distinct(StringComparer.Ordinal).Chunk(10_000))
            missing.UnionWith(await hub.MissingInCaptureAsync(capture, some, stop));
        return missing;
    }
}
