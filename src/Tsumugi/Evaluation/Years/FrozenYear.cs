using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Signing;

namespace Tsumugi.Evaluation.Years;

/// <summary>The numbers of a fiscal year as they were reported: signed, and never changed again.</summary>
public sealed record FrozenYear
{
    /// <summary>Fiscal year, common era.</summary>
    public required int Year { get; init; }

    public required DateTime At { get; init; }

    public required string PersonId { get; init; }

    /// <summary>The thread's last record then: what was written after it came later.</summary>
    public required long Record { get; init; }

    /// <summary>A <see cref="FrozenDocument"/> as it was signed, to the byte.</summary>
    public required string Document { get; init; }

    public required string KeyId { get; init; }

    public required string Signature { get; init; }

    public HubSignature HubSignature => new(KeyId, Signature);

    public FrozenDocument Read() => FrozenDocument.Read(Document);
}

internal sealed class FrozenYearTable : IEntityTypeConfiguration<FrozenYear>
{
    public void Configure(EntityTypeBuilder<FrozenYear> builder)
    {
        builder.ToTable("frozen_year").HasKey(row => row.Year);
        builder.Property(row => row.Year).ValueGeneratedNever();
        builder.Ignore(row => row.HubSignature);
    }
}
