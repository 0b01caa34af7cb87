using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Projects;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls;

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    /// <summary>Seen by its people alone, kept as it was typed.</summary>
    Draft,

    /// <summary>Before the reviewers; nobody changes it any more.</summary>
    Submitted,

    /// <summary>Taken back by whoever proposes; a draft again while its call is open.</summary>
    Withdrawn,

    Awarded,
    Declined,
}

/// <summary>課題提案: what a researcher proposes to a call.</summary>
public sealed record Proposal
{
    public const string NodeKind = "proposal";

    public required string Id { get; init; }

    public required string CallId { get; init; }

    /// <summary>Who proposes, and would lead.</summary>
    public required string PersonId { get; init; }

    /// <summary>The institution that would answer for the project.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>As it was typed; checked when it is submitted.</summary>
    public required ProposalRequest Entry { get; set; }

    /// <summary>Copies of the entry's, for lists and search.</summary>
    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    /// <summary>Ids of everybody who takes part, so that their sight of it is one query.</summary>
    public required IReadOnlyList<string> People { get; set; }

    public required DateTime ChangedAt { get; set; }

    public ProposalState State { get; set; }

    public DateTime? SubmittedAt { get; set; }

    public string? DecidedBy { get; set; }

    public DateTime? DecidedAt { get; set; }

    /// <summary>To whoever proposed: why not, or under which terms.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The project that an award made of it.</summary>
    public string? ProjectId { get; set; }

    /// <summary>Credits that were awarded at first.</summary>
    public decimal? Credits { get; set; }

    /// <summary>The award's last day.</summary>
    public DateOnly? Until { get; set; }

    public Words Title => new(TitleJa.Length > 0 ? TitleJa : Untitled.Ja, TitleEn.Length > 0 ? TitleEn : TitleJa.Length > 0 ? TitleJa : Untitled.En);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    private static Words Untitled { get; } = new("無題", "Untitled");
}

internal sealed class ProposalTable : IEntityTypeConfiguration<Proposal>
{
    public void Configure(EntityTypeBuilder<Proposal> builder)
    {
        builder.ToTable("proposal").HasKey(row => row.Id);
        builder.Ignore(row => row.Title).Ignore(row => row.Node);
        builder.HasOne<Call>().WithMany().HasForeignKey(row => row.CallId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasIndex(row => new { row.CallId, row.State });
        builder.Property(row => row.Entry).AsJson();
        builder.Property(row => row.People).AsJson();
        // Two who decide at once meet here: the second is told, and looks again.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}
