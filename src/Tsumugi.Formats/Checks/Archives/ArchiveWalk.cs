using Tsumugi.Formats.Checks.Personal;
using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>What all layers of one uploaded file share: the limits, the budget, the findings; and the step from a layer
/// to what lies in it.</summary>
internal sealed class ArchiveWalk(ArchiveLimits limits, UnpackBudget budget, Findings findings, CancellationToken ct)
{
    public ArchiveLimits Limits => limits;
    public UnpackBudget Budget => budget;
    public Findings Findings => findings;
    public CancellationToken Cancellation => ct;

    /// <summary>Looks at the content of an entry; what it leaves unread is the caller's to drain.</summary>
    /// <param name="stored">Bytes the entry takes in its archive.</param>
    public void Content(ForwardStream content, string name, Place place, long stored, int depth)
    {
        var head = FileSniffer.ReadHead(content);
        var whole = new JoinedStream(head, content);
        var kind = FileSniffer.Of(head, name);
        switch (kind)
        {
            // The name of a tar's first entry can be a pickle's opcodes; one stream is not walked twice.
            case FileKind.Tar when PickleNames.Say(name):
                findings.Add(ArchiveRules.Unread.At(place));
                break;
            case FileKind.Zip:
                InnerZip(whole, place, depth);
                break;
            case FileKind.Tar:
                Layer(place, depth, () => new TarWalk(whole, place, this, depth + 1).Run());
                Drain(whole);
                break;
            case FileKind.Gzip or FileKind.Bgzf:
                Layer(place, depth, () => Gunzip(whole, name, place, stored, depth + 1));
                break;
            case FileKind.UnreadArchive:
                findings.Add(ArchiveRules.Unread.At(place));
                break;
            case FileKind.Unknown or FileKind.Pickle or FileKind.Npy or FileKind.Text:
                PickleCheck.Run(whole, head, place, name, findings, stored, ct);
                break;
            default:
                if (PickleNames.Say(name))
                    PickleCheck.Run(whole, head, place, name, findings, stored, ct);
                else if (PersonalData.Concerns(kind))
                    PersonalData.Run(whole, kind, place, findings, ct);
                break;
        }
    }

    public void Gunzip(ForwardStream gzip, string name, Place place, long stored, int depth)
    {
        using var content = new GunzipStream(gzip, place, ct);
        var counted = new CountedStream(content, budget);
        Content(counted, FileSniffer.WithoutGz(name), place, stored, depth);
        Drain(counted);
    }

    public static void Drain(Stream stream)
    {
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer) > 0)
        {
            // Counted on the way.
        }
    }

    /// <summary>A zip is read from its end, so it must lie in memory.</summary>
    private void InnerZip(JoinedStream content, Place place, int depth)
    {
        using var zip = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = content.Read(buffer)) > 0; zip.Write(buffer, 0, count))
        {
            if (zip.Length + count <= limits.MaxInnerZip)
                continue;
            findings.Add(ArchiveRules.InnerTooLarge.At(place, limits.MaxInnerZip));
            return;
        }
        Layer(place, depth, () => new ZipWalk(zip, place, this, depth + 1).Run());
    }

    /// <summary>A layer that is malformed ends alone; a bomb ends all.</summary>
    private void Layer(Place place, int depth, Action walk)
    {
        if (depth >= limits.MaxDepth)
        {
            findings.Add(ArchiveRules.TooDeep.At(place, limits.MaxDepth));
            return;
        }
        try
        {
            walk();
        }
        catch (CheckStopException e) when (e.Finding.Code != ArchiveRules.Bomb.Code)
        {
            findings.Add(e.Finding);
        }
    }
}
