using Tsumugi.Formats.Checks.Sniffing;

namespace Tsumugi.Formats.Checks.Archives;

/// <summary>Zip, tar and gzip, one within the other: where entries would be unpacked, how far they swell, and what lies
/// in them (pickles, personal data).</summary>
public sealed class ArchiveCheck(ArchiveLimits? limits = null) : IFileCheck
{
    private readonly ArchiveLimits _limits = limits ?? ArchiveLimits.Default;

    public string Name => "archive";

    public void Check(Stream file, string path, Findings findings, CancellationToken ct)
    {
        file.Position = 0;
        var (place, kind) = (new Place { File = path }, FileSniffer.Of(FileSniffer.ReadHead(file), path));
        var budget = new UnpackBudget(file.Length, _limits, () => ArchiveRules.Bomb.At(place, file.Length, _limits.Allowance, _limits.MaxRatio));
        var walk = new ArchiveWalk(_limits, budget, findings, ct);
        try
        {
            var content = new PartStream(file, 0, file.Length);
            switch (kind)
            {
                case FileKind.Zip: new ZipWalk(file, place, walk, 1).Run(); break;
                case FileKind.Tar: new TarWalk(content, place, walk, 1).Run(); break;
                case FileKind.Gzip or FileKind.Bgzf: walk.Gunzip(content, Path.GetFileName(path), place, file.Length, 1); break;
                case FileKind.UnreadArchive: findings.Add(ArchiveRules.Unread.At(place)); break;
                default: findings.Add(ArchiveRules.NotArchive.At(place)); break;
            }
        }
        catch (CheckStopException e)
        {
            findings.Add(e.Finding);
        }
    }
}
