namespace Tsumugi.Formats.Genes;

/// <summary>A coding sequence and the protein its record states for it: one row of the gene table.</summary>
public sealed record Gene
{
    /// <summary>The /locus_tag; where a record has none, the protein id, else accession and position.</summary>
    public required string LocusTag { get; init; }

    /// <summary>Accession and version of the record, e.g. <c>NZ_AHMY02000075.1</c>.</summary>
    public required string Record { get; init; }

    /// <summary>Lowest base, 1-based.</summary>
    public required int Start { get; init; }

    /// <summary>Highest base, 1-based, inclusive. A join over the origin of a circular record spans it all.</summary>
    public required int End { get; init; }

    /// <summary><c>+</c> or <c>-</c>.</summary>
    public required string Strand { get; init; }

    /// <summary>The location as the file writes it, e.g. <c>complement(join(1..9,20..31))</c>.</summary>
    public required string Location { get; init; }

    /// <summary>5'→3', complement applied, upper case, from the first base of the location (also when
    /// <see cref="CodonStart"/> is 2 or 3) and with the stop codon where the location has it.</summary>
    public required string CodingDna { get; init; }

    /// <summary>The stated /translation, without stop.</summary>
    public required string Protein { get; init; }

    public required string Product { get; init; }

    public string ProteinId { get; init; } = "";

    /// <summary>All /db_xref, joined with <c>;</c>, e.g. <c>InterPro:IPR000123;GI:1234</c>.</summary>
    public string CrossReferences { get; init; } = "";

    /// <summary>NCBI's number of the genetic code.</summary>
    public required int TranslationTable { get; init; }

    /// <summary>1, 2 or 3: the base of <see cref="CodingDna"/> with which the first codon begins.</summary>
    public required int CodonStart { get; init; }

    /// <summary>The location says that one end or both lie outside the record (<c>&lt;</c> or <c>&gt;</c>).</summary>
    public required bool Partial { get; init; }

    /// <summary><see cref="GeneSplit.Train"/> or <see cref="GeneSplit.HeldOut"/>.</summary>
    public required string Split { get; init; }
}
