using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Genotypes, named reads and tables about people. Compressed files are reached by the archive check, but BAM and
/// BCF, whose compression belongs to the format, here.</summary>
public sealed class PersonalDataCheck : IFileCheck
{
    public string Name => "personal-data";

    public void Check(Stream file, string path, Findings findings, CancellationToken ct)
    {
        var kind = FileSniffer.Sniff(file, path).Kind;
        if (!PersonalData.Concerns(kind))
            return;
        file.Position = 0;
        var isBgzf = Magic.Of(FileSniffer.ReadHead(file)) == FileKind.Bgzf;
        var (place, content) = (new Place { File = path }, (ForwardStream)new PartStream(file, 0, file.Length));
        using var unzipped = isBgzf ? new GunzipStream(content, place, ct) : null;
        try
        {
            PersonalData.Run(unzipped ?? content, kind, place, findings, ct);
        }
        catch (CheckStopException e)
        {
            findings.Add(e.Finding);
        }
    }
}
