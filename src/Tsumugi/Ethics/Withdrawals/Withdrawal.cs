using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Withdrawals;

/// <summary>People took their consent back, or an institution its data: from then on nothing new may use them, nor anything made from them.</summary>
public sealed record Withdrawal
{
    /// <summary>Kind of node of a sample, whose withdrawal reaches every dataset that was measured from it.</summary>
    public const string OfSample = "sample";

    public required string Id { get; init; }

    /// <summary>The node of what was withdrawn: a dataset, or a sample.</summary>
    public required string Dataset { get; init; }

    public required string InstitutionId { get; init; }

    /// <summary>Whose data are withdrawn; empty when all of them are. Kept out of the thread, from which nothing can be taken away.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    public required string Reason { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The revision that a steward confirmed to hold nothing of what was withdrawn, or null.</summary>
    public string? Confirmed { get; set; }

    public DateTime? ConfirmedAt { get; set; }

    public string? ConfirmedBy { get; set; }

    public bool IsWhole => Subjects.Count == 0;

    /// <summary>No revision may be used, not those to come either.</summary>
    public bool IsOpen => Confirmed is null;

    public NodeRef Node => NodeRef.Parse(Dataset);
}

/// <summary>A revision as it was when its data were withdrawn, or that came before one was confirmed.</summary>
/// <param name="Node">The revision's node.</param>
public sealed record WithdrawnRevision(string WithdrawalId, string Node);

internal sealed class WithdrawalTable : IEntityTypeConfiguration<Withdrawal>
{
    public void Configure(EntityTypeBuilder<Withdrawal> builder)
    {
        builder.ToTable("withdrawal").HasKey(row => row.Id);
        builder.Ignore(row => row.IsWhole).Ignore(row => row.IsOpen).Ignore(row => row.Node);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => row.Dataset);
        builder.Property(row => row.Subjects).AsJson();
    }
}

internal sealed class WithdrawnRevisionTable : IEntityTypeConfiguration<WithdrawnRevision>
{
    public void Configure(EntityTypeBuilder<WithdrawnRevision> builder)
    {
        builder.ToTable("withdrawn_revision").HasKey(row => new { row.WithdrawalId, row.Node });
        builder.HasOne<Withdrawal>().WithMany().HasForeignKey(row => row.WithdrawalId);
        builder.HasIndex(row => row.Node);
    }
}
