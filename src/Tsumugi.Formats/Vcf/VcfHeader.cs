namespace Tsumugi.Formats.Vcf;

/// <summary>The header of a VCF file.</summary>
public sealed class VcfHeader
{
    internal VcfHeader() { }

    /// <summary>E.g. <c>VCFv4.2</c>.</summary>
    public string Version { get; internal set; } = "";

    public IReadOnlyDictionary<string, VcfDefinition> Info => Infos;

    public IReadOnlyDictionary<string, VcfDefinition> Format => Formats;

    /// <summary>Descriptions by ID.</summary>
    public IReadOnlyDictionary<string, string> Filters => FilterTexts;

    /// <summary>In file order.</summary>
    public IReadOnlyList<VcfContig> Contigs => ContigList;

    /// <summary>Lines of other kinds, in file order.</summary>
    public IReadOnlyList<VcfMeta> Other => Others;

    /// <summary>Names of the individuals, in column order; empty in a file of sites.</summary>
    public IReadOnlyList<string> Samples { get; internal set; } = [];

    /// <summary>The line of columns has FORMAT.</summary>
    internal bool HasFormat { get; set; }

    internal Dictionary<string, VcfDefinition> Infos { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, VcfDefinition> Formats { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> FilterTexts { get; } = new(StringComparer.Ordinal);

    internal List<VcfContig> ContigList { get; } = [];

    internal List<VcfMeta> Others { get; } = [];
}
