using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Dois;

/// <summary>A DOI that this hub gave to a repository or to one of its revisions. It is never taken back.</summary>
public sealed record Doi : IOfRepository
{
    /// <summary><c>prefix/suffix</c>, lower case: DOIs do not distinguish case.</summary>
    public required string Value { get; init; }

    /// <summary>The agency that knows it; the prefix is that agency's.</summary>
    public required string Agency { get; init; }

    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    /// <summary>Hash of the revision that it names; null when it names the repository as a whole, whichever revision is newest.</summary>
    public string? Revision { get; init; }

    public required string PersonId { get; init; }

    public required DateTime MintedAt { get; init; }

    /// <summary>That of its newest deposit.</summary>
    public required DoiState State { get; set; }
}

/// <summary>One thing that an agency is to be told: written with the change itself, sent by <see cref="SendDeposits"/>.</summary>
public sealed record DoiDeposit
{
    public long Id { get; init; }

    /// <summary><see cref="Doi.Value"/>. Deposits of one DOI are sent in the order of their ids.</summary>
    public required string Doi { get; init; }

    public required DoiRecord Record { get; init; }

    public required DateTime At { get; init; }

    /// <summary>When it is to be tried next; null when it was accepted or refused.</summary>
    public required DateTime? DueAt { get; set; }

    public int Attempts { get; set; }

    public DateTime? SentAt { get; set; }

    /// <summary>When the agency said that it will not take this, however often it is sent.</summary>
    public DateTime? RefusedAt { get; set; }

    /// <summary>What went wrong at the last attempt.</summary>
    public string? Error { get; set; }
}

internal sealed class DoiTable : IEntityTypeConfiguration<Doi>
{
    public void Configure(EntityTypeBuilder<Doi> builder)
    {
        builder.ToTable("doi").HasKey(row => row.Value);
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.HasIndex(row => new { row.Kind, row.InstitutionId, row.Name, row.Revision }).IsUnique();
    }
}

internal sealed class DoiDepositTable : IEntityTypeConfiguration<DoiDeposit>
{
    public void Configure(EntityTypeBuilder<DoiDeposit> builder)
    {
        builder.ToTable("doi_deposit").HasKey(row => row.Id);
        builder.HasOne<Doi>().WithMany().HasForeignKey(row => row.Doi);
        builder.HasIndex(row => new { row.Doi, row.Id });
        builder.HasIndex(row => row.DueAt);
        builder.Property(row => row.Record).AsJson();
    }
}
