using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Samples;

/// <summary>Something that is measured: blood of a person, a mouse's liver, a culture, or what was made from another sample.</summary>
/// <remarks>Its conditions are where those of all data begin: whatever is made from it comes under them, through the thread.</remarks>
public sealed record Sample
{
    public const string NodeKind = "sample";

    /// <summary><c>institution/name</c>.</summary>
    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    /// <summary>What it is, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Names that others gave it: a barcode, an accession. Kept out of the thread, from which nothing can be taken away.</summary>
    public required IReadOnlyList<string> GivenIds { get; init; }

    /// <summary>All of them in one text, a line each with a line's end around it, to be found by.</summary>
    public required string Given { get; init; }

    /// <summary>A term of NCBI's taxonomy, for example <c>NCBITaxon:9606</c>.</summary>
    public required string Organism { get; init; }

    /// <summary>Blood, liver, a cell line …</summary>
    public required string Material { get; init; }

    /// <summary>Where it comes from: a strain, a site, a donor's pseudonym. Kept out of the thread as well.</summary>
    public required string Origin { get; init; }

    public DateOnly? CollectedOn { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>What the people behind it consented to, or its provider allows.</summary>
    public required DataUseConditions Conditions { get; init; }

    public required string PersonId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Guarded Guarded => new(new($"試料 {Id} ", $"the sample {Id}"), InstitutionId, Visibility);
}

/// <summary>A sample that was made from another one.</summary>
public sealed record SampleParent(string SampleId, string ParentId);

internal sealed class SampleTable : IEntityTypeConfiguration<Sample>
{
    public void Configure(EntityTypeBuilder<Sample> builder)
    {
        builder.ToTable("sample").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Guarded);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.InstitutionId, row.CreatedAt });
        builder.Property(row => row.GivenIds).AsJson();
        builder.Property(row => row.Visibility).HasConversion<string>();
        builder.Property(row => row.Conditions).AsJson();
    }
}

internal sealed class SampleParentTable : IEntityTypeConfiguration<SampleParent>
{
    public void Configure(EntityTypeBuilder<SampleParent> builder)
    {
        builder.ToTable("sample_parent").HasKey(row => new { row.SampleId, row.ParentId });
        builder.HasOne<Sample>().WithMany().HasForeignKey(row => row.SampleId);
        builder.HasOne<Sample>().WithMany().HasForeignKey(row => row.ParentId);
    }
}
