using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Obligations;

/// <summary>Where an obligation stands.</summary>
public enum ObligationState
{
    Overdue,
    Open,
    Fulfilled,
}

/// <summary>What a project owes for having used data.</summary>
/// <param name="Source">The dataset or model whose condition it is; its institution is whom it is owed to.</param>
/// <param name="Rule">As <see cref="Finding.Rule"/>, or <see cref="ReportRule"/>.</param>
/// <param name="Due">The last day; null when nobody said.</param>
public sealed record Obligation(string ProjectId, NodeRef Source, string Rule, Hub.Language.Words What, DateOnly? Due, Fulfilment? Fulfilment)
{
    /// <summary>What was granted is reported on when it ends.</summary>
    public const string ReportRule = "TSUMUGI:report-of-use";

    public string OwedTo => Source.Id.Split('/')[0];

    public ObligationState On(DateOnly day) => Fulfilment is not null ? ObligationState.Fulfilled : Due < day ? ObligationState.Overdue : ObligationState.Open;
}

/// <summary>A project says how it met an obligation. A rule of a source is met once.</summary>
public sealed record Fulfilment
{
    public required string ProjectId { get; init; }

    public required string Source { get; init; }

    public required string Rule { get; init; }

    /// <summary>A DOI, an address or a node of the thread.</summary>
    public required string Evidence { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }
}

internal sealed class FulfilmentTable : IEntityTypeConfiguration<Fulfilment>
{
    public void Configure(EntityTypeBuilder<Fulfilment> builder)
    {
        builder.ToTable("obligation_fulfilment").HasKey(row => new { row.ProjectId, row.Source, row.Rule });
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}
