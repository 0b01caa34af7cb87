using Tsumugi.Formats.Bgzf;

namespace Tsumugi.Datasets.Htsget;

/// <summary>What an endpoint gives out: reads or variants.</summary>
/// <param name="Name">As it stands in addresses.</param>
/// <param name="Formats">What can be asked for.</param>
public sealed record HtsgetKind(string Name, IReadOnlyList<string> Formats)
{
    public static readonly HtsgetKind Reads = new("reads", ["BAM"]);
    public static readonly HtsgetKind Variants = new("variants", ["VCF", "BCF"]);

    public static readonly IReadOnlyList<HtsgetKind> All = [Reads, Variants];

    /// <summary>Fields of reads that the standard names.</summary>
    public static readonly IReadOnlySet<string> Fields = new HashSet<string>(StringComparer.Ordinal)
    {
        "QNAME", "FLAG", "RNAME", "POS", "MAPQ", "CIGAR", "RNEXT", "PNEXT", "TLEN", "SEQ", "QUAL",
    };

    /// <summary>Told by its name: of which kind a file is, if of any.</summary>
    public static HtsgetKind? Of(string path) =>
        path.EndsWith(".bam", StringComparison.OrdinalIgnoreCase) ? Reads
        : path.EndsWith(".vcf.gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".vcf.bgz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".bcf", StringComparison.OrdinalIgnoreCase) ? Variants
        : null;

    public static string Format(IndexedFormat format) => format switch
    {
        IndexedFormat.Bam => "BAM",
        IndexedFormat.Vcf => "VCF",
        _ => "BCF",
    };

    /// <summary>Where the index of a file may lie.</summary>
    public static IEnumerable<string> Indexes(string path) => Of(path) == Reads
        ? [path + ".bai", path + ".csi", System.IO.Path.ChangeExtension(path, ".bai")]
        : [path + ".tbi", path + ".csi"];
}
