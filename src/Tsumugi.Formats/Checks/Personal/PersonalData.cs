using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Gzip;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Looks for personal data in the content of one file, read forwards.</summary>
internal static class PersonalData
{
    public static bool Concerns(FileKind kind) =>
        kind is FileKind.Vcf or FileKind.Bcf or FileKind.Sam or FileKind.Bam or FileKind.Cram or FileKind.Csv or FileKind.Tsv;

    public static void Run(ForwardStream content, FileKind kind, Place place, Findings findings, CancellationToken ct)
    {
        switch (kind)
        {
            case FileKind.Vcf: VcfSamples.Run(content, place, findings); break;
            case FileKind.Bcf: VcfSamples.RunBinary(content, place, findings); break;
            case FileKind.Sam: ReadGroups.RunText(content, place, findings); break;
            case FileKind.Bam: ReadGroups.RunBinary(content, place, findings); break;
            case FileKind.Cram: CramHeader.Run(content, place, findings); break;
            default: TableScan.Run(content, kind == FileKind.Tsv ? '\t' : null, place, findings, ct); break;
        }
    }
}
