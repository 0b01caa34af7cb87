using System.IO.Compression;
using System.Text;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>All entries of one zip: names, places in the file, content.</summary>
internal sealed class ZipWalk(Stream file, Place place, ArchiveWalk walk, int depth)
{
    private const int MaxLinkTarget = 4_096;

    private readonly ZipBytes _zip = new(file, place);

    public void Run()
    {
        var end = ZipEnd.Read(_zip);
        var names = new EntryNames(place, walk.Limits, walk.Findings);
        var entries = new List<ZipEntry>();
        foreach (var entry in ZipDirectory.Read(_zip, end))
        {
            if (!entry.IsLink)
                names.Add(entry.Name, entry.IsFolder);
            entries.Add(entry);
        }
        entries.Sort((a, b) => a.HeaderAt.CompareTo(b.HeaderAt));
        var torch = TorchArchive.Prefix(entries);
        if (torch is not null && entries.Exists(entry => entry.Name.StartsWith($"{torch}code/", StringComparison.Ordinal)))
            walk.Findings.Add(Pickles.PickleRules.Program.At(place));
        for (var i = 0; i < entries.Count; i++)
        {
            walk.Cancellation.ThrowIfCancellationRequested();
            var limit = i + 1 < entries.Count ? entries[i + 1].HeaderAt : end.DirectoryAt;
            Visit(entries[i], limit, names, TorchArchive.IsNumbers(torch, entries[i].Name));
        }
    }

    /// <param name="limit">Where the next entry or the directory begins.</param>
    private void Visit(ZipEntry entry, long limit, EntryNames names, bool isNumbers)
    {
        var dataAt = _zip.DataAt(entry, out var agrees);
        if (!agrees)
            walk.Findings.Add(ArchiveRules.TwoNames.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
        if (entry.StoredLength > limit - dataAt)
            walk.Findings.Add(ArchiveRules.Overlap.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
        else if (entry.IsEncrypted)
            walk.Findings.Add(ArchiveRules.Encrypted.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
        else if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            walk.Findings.Add(ArchiveRules.Unread.At(place.Inside(entry.Name).AtByte(entry.HeaderAt, $"method {entry.Method}")));
        else if (entry.IsDevice)
            walk.Findings.Add(ArchiveRules.Device.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
        else
            Unpack(entry, new(file, dataAt, entry.StoredLength), names, isNumbers);
    }

    private void Unpack(ZipEntry entry, PartStream stored, EntryNames names, bool isNumbers)
    {
        using Stream unpacked = entry.Method == ZipEntry.Stored ? stored : new DeflateStream(stored, CompressionMode.Decompress);
        var counted = new CountedStream(unpacked, walk.Budget, withCrc: true);
        try
        {
            if (entry.IsLink)
                names.AddLink(entry.Name, Target(counted), symbolic: true);
            else if (!isNumbers)
                walk.Content(counted, entry.Name, place.Inside(entry.Name), entry.StoredLength, depth);
            ArchiveWalk.Drain(counted);
        }
        catch (InvalidDataException)
        {
            walk.Findings.Add(ArchiveRules.Content.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
            return;
        }
        if (counted.Count != entry.Length || counted.Crc != entry.Crc)
            walk.Findings.Add(ArchiveRules.Content.At(place.AtByte(entry.HeaderAt), Place.Short(entry.Name)));
    }

    private static string Target(CountedStream content)
    {
        var bytes = new byte[MaxLinkTarget];
        return Encoding.UTF8.GetString(bytes, 0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
