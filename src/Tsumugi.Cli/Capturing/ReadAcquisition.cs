using System.Security.Cryptography;
using System.Text;
using Tsumugi.Formats;
using Tsumugi.Formats.Acquisitions;

namespace Tsumugi.Cli.Capturing;

/// <summary>A file was not the same when it was read again: it is looked at anew.</summary>
internal sealed class SourceChangedException(string path) : Exception(path);

/// <summary>Reads an acquisition once: hashes of all pieces, and what headers say.</summary>
internal sealed class ReadAcquisition(CaptureSettings settings, Journal journal)
{
    private const int KeyBytes = 64 << 10;

    private readonly Lazy<byte[]> _secret = new(journal.Secret);

    /// <param name="before">What was known of it; null for nothing.</param>
    /// <param name="shift">Seconds by which this machine's clock was set since the files were written.</param>
    /// <exception cref="SourceChangedException">It changed meanwhile.</exception>
    /// <exception cref="IOException">A file cannot be read, or there is no room for a cleaned copy.</exception>
    public JournalEntry Read(Watched watched, JournalEntry? before, double shift, CancellationToken stop)
    {
        var (said, files, left, continues) = (new Acquisition(), new List<ReadFile>(), new List<string>(), false);
        var (head, anyDicom, old) = ((byte[]?)null, false, before?.Files.ToDictionary(file => file.Path, StringComparer.Ordinal) ?? []);
        foreach (var seen in watched.Files)
        {
            stop.ThrowIfCancellationRequested();
            using var source = Watched.Open(seen.Source);
            var dicom = DicomCleaner.IsDicom(source);
            source.Position = 0;
            anyDicom |= dicom;
            if (dicom)
            {
                if (Clean(source, seen, said, left) is not { } cleaned)
                    continue;
                files.Add(cleaned);
                continues |= old.GetValueOrDefault(cleaned.Path)?.Sha256 == cleaned.Sha256;
            }
            else
            {
                ReadHeader(source, seen, said, left);
                source.Position = 0;
                var (read, prefix) = Hash(source, seen.Path, seen.Source, old.GetValueOrDefault(seen.Path)?.Size, stop);
                head ??= Head(source, read);
                files.Add(read);
                continues |= prefix is not null && prefix == old[seen.Path].Sha256;
            }

            if (new FileInfo(seen.Source) is not { Exists: true } now || now.Length != seen.Size || Math.Abs((now.LastWriteTimeUtc - seen.WrittenAt).TotalMilliseconds) >= 1)
                throw new SourceChangedException(seen.Source);
        }

        continues |= before?.Said is { } started && started == said.StartedAt;

        // What went from the folder meanwhile was captured, and stays.
        if (continues)
            files.AddRange(before!.Files.Where(file => before.OnHub.Contains(file.Sha256) && !files.Exists(one => one.Path == file.Path)));

        // What was announced and never came is the same draft still, whatever lies there now.
        continues |= before is { OnHub.Count: 0 };
        var samples = anyDicom ? said.Samples : said.Samples.Concat(watched.Name.Split('/').SelectMany(part => (string[])[part, Path.GetFileNameWithoutExtension(part), .. part.Split('_', '.', ' '), .. part.Split('_', '.', ' ', '-')]));
        return new()
        {
            Folder = watched.Folder,
            Name = watched.Name,
            ShownName = anyDicom ? $"dicom-{Secret(watched.Name)}" : watched.Name,
            Seen = watched.Files,
            Files = files,
            Fingerprint = FingerprintOf(files),
            Key = head is null ? null : Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{watched.Name}\n{said.StartedAt:O}\n"), .. head])),
            StartedAt = said.StartedAt?.ToUniversalTime() ?? watched.Files.Min(file => Earliest(file)),
            Said = said.StartedAt,
            Shift = shift,
            Settings = said.Settings,
            Samples = [.. samples.Where(sample => sample.Length > 2).Distinct(StringComparer.Ordinal).Take(100)],
            Left = left,
            Capture = continues ? before!.Capture : null,
            Dataset = continues ? before!.Dataset : null,
            OnHub = continues ? before!.OnHub : [],
        };
    }

    /// <summary>As the hub names a revision: SHA-256 over one line per file, <c>hash size path</c>, in ordinal order of the paths.</summary>
    private static string FingerprintOf(IEnumerable<ReadFile> files) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Sha256} {file.Size} {file.Path}\n"))))));

    private static void ReadHeader(FileStream source, SeenFile seen, Acquisition into, List<string> left)
    {
        try
        {
            if (AcquisitionHeaders.Read(source, Path.GetFileName(seen.Path)) is { } said)
                into.Add(said);
        }
        catch (InvalidFileException error)
        {
            // The bytes are captured all the same; somebody may mend what reads them.
            left.Add($"{seen.Path}: {error.Fault.Field}: {error.Fault.Problem}");
        }
    }

    private ReadFile? Clean(FileStream source, SeenFile seen, Acquisition into, List<string> left)
    {
        var copy = Path.Combine(Directory.CreateDirectory(journal.Cleaned).FullName, Guid.NewGuid().ToString("n"));
        try
        {
            string path;
            using (var file = File.Create(copy))
            {
                var (said, series, instance) = new DicomCleaner(_secret.Value).Clean(source, "DICOM", file);
                path = $"{series}/{instance}.dcm";
                into.Add(said);
                file.Flush(flushToDisk: true);
            }

            using var cleaned = Watched.Open(copy);
            var read = Hash(cleaned, path, copy, null, CancellationToken.None).File;
            read = read with { Source = Path.Combine(journal.Cleaned, read.Sha256) };
            File.Move(copy, read.Source, overwrite: true);
            return read;
        }
        catch (InvalidFileException error)
        {
            left.Add($"{seen.Path}: {error.Fault.Field}: {error.Fault.Problem} {error.Fault.Remedy}");
            return null;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <param name="before">The size of an earlier state.</param>
    /// <returns>Also the hash of the first bytes, as many as the earlier state had; null where there are fewer.</returns>
    private (ReadFile File, string? Prefix) Hash(FileStream source, string path, string from, long? before, CancellationToken stop)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (pieces, size, prefix, piece) = (new List<string>(), 0L, (string?)null, new byte[settings.PieceBytes]);
        int read;
        do
        {
            stop.ThrowIfCancellationRequested();
            read = source.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false);
            if (read == 0 && pieces.Count > 0)
                break;
            var split = before is { } at && at >= size && at <= size + read ? (int)(at - size) : 0;
            whole.AppendData(piece, 0, split);
            if (before is { } there && there == size + split)
                prefix ??= Convert.ToHexStringLower(whole.GetCurrentHash());
            whole.AppendData(piece, split, read - split);
            pieces.Add(Convert.ToHexStringLower(SHA256.HashData(piece.AsSpan(0, read))));
            size += read;
        }
        while (read == piece.Length);

        return (new(path, from, Convert.ToHexStringLower(whole.GetHashAndReset()), size, settings.PieceBytes, pieces), prefix);
    }

    /// <returns>Null for a file that is so short that its beginning would change when it grows.</returns>
    private static byte[]? Head(FileStream source, ReadFile read)
    {
        if (read.Size < KeyBytes)
            return null;
        source.Position = 0;
        var head = new byte[KeyBytes];
        source.ReadExactly(head);
        return head;
    }

    private static DateTime Earliest(SeenFile file) => new FileInfo(file.Source) is { Exists: true } info && info.CreationTimeUtc < file.WrittenAt ? info.CreationTimeUtc : file.WrittenAt;

    private string Secret(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret.Value, Encoding.UTF8.GetBytes(text)))[..12];
}
