using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Datasets.Refget;

/// <summary>A FASTA content whose sequences are known, or wait to be read.</summary>
public sealed class RefgetFile
{
    public required string Sha256 { get; init; }

    /// <summary>What it was called when it came, for errors.</summary>
    public required string Path { get; init; }

    public required DateTime AddedAt { get; init; }

    /// <summary>Null while it waits.</summary>
    public DateTime? ReadAt { get; set; }

    public int Sequences { get; set; }

    /// <summary>Why it, or the rest of it, could not be read.</summary>
    public string? Fault { get; set; }
}

/// <summary>One sequence of a content: see <see cref="Formats.Fasta.DigestedSequence"/>.</summary>
public sealed record RefgetSequence
{
    public required string Sha256 { get; init; }

    /// <summary>0, 1, 2 … within the content.</summary>
    public required int Number { get; init; }

    public required string Name { get; init; }

    public required bool IsCircular { get; init; }

    public required long Length { get; init; }

    public required string Md5 { get; init; }

    public required string Ga4gh { get; init; }

    public required long Offset { get; init; }

    public required int LineLetters { get; init; }

    public required int LineBytes { get; init; }
}

internal sealed class RefgetFileTable : IEntityTypeConfiguration<RefgetFile>
{
    public void Configure(EntityTypeBuilder<RefgetFile> builder)
    {
        builder.ToTable("refget_file").HasKey(row => row.Sha256);
        builder.HasIndex(row => new { row.ReadAt, row.AddedAt });
    }
}

internal sealed class RefgetSequenceTable : IEntityTypeConfiguration<RefgetSequence>
{
    public void Configure(EntityTypeBuilder<RefgetSequence> builder)
    {
        builder.ToTable("refget_sequence").HasKey(row => new { row.Sha256, row.Number });
        builder.HasIndex(row => row.Md5);
        builder.HasIndex(row => row.Ga4gh);
    }
}
