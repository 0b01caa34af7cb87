using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Access;

public enum AccessState
{
    /// <summary>Waits for the owner.</summary>
    Pending,
    Accepted,
    Rejected,
}

/// <summary>Somebody asks for the files of a gated repository; at most one per person and repository.</summary>
public sealed record AccessRequest : IOfRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    public required string PersonId { get; init; }

    /// <summary>What for, in the asker's words.</summary>
    public required string Purpose { get; set; }

    public required AccessState State { get; set; }

    public required DateTime At { get; set; }

    /// <summary>Who decided; null for one that waits, and for one that was granted by itself.</summary>
    public string? DecidedBy { get; set; }

    public DateTime? DecidedAt { get; set; }

    /// <summary>Why it was rejected.</summary>
    public string Reason { get; set; } = "";
}

internal sealed class AccessRequestTable : IEntityTypeConfiguration<AccessRequest>
{
    public void Configure(EntityTypeBuilder<AccessRequest> builder)
    {
        builder.ToTable("access_request").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.PersonId });
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}
