namespace Tsumugi.Formats.Bgzf;

/// <summary>What lies in a BGZF file whose records can be found by position.</summary>
public enum IndexedFormat
{
    Bam,
    Vcf,
    Bcf,
}
