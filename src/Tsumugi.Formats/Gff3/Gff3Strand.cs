namespace Tsumugi.Formats.Gff3;

/// <summary>Column 7 of GFF3.</summary>
public enum Gff3Strand
{
    /// <summary>'.', the feature has no strand.</summary>
    None,

    /// <summary>'+'.</summary>
    Forward,

    /// <summary>'-'.</summary>
    Reverse,

    /// <summary>'?', it has one, but which is not known.</summary>
    Unknown,
}
