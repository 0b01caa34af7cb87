using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>One reviewer's part in the judgement of one proposal, from the day it is given to them.</summary>
public sealed record Review
{
    /// <summary>A node of its own, so that who judged a proposal is not told with the proposal.</summary>
    public const string NodeKind = "review";

    public required string ProposalId { get; init; }

    public required string PersonId { get; init; }

    public required DateTime AssignedAt { get; init; }

    /// <summary>Why the reviewer stepped back; the proposal goes to somebody else.</summary>
    public string? Conflict { get; set; }

    /// <summary>By the criteria's ids, 1 to <see cref="Criterion.Best"/>.</summary>
    public IReadOnlyDictionary<string, int> Scores { get; set; } = new Dictionary<string, int>();

    /// <summary>Read by those who propose, after the decision and without the reviewer's name.</summary>
    public string ToApplicant { get; set; } = "";

    /// <summary>Read by reviewers and operators alone.</summary>
    public string ToPanel { get; set; } = "";

    public DateTime? SubmittedAt { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, $"{ProposalId}/{PersonId}");

    /// <summary>Is it part of the judgement?</summary>
    public bool Counts => SubmittedAt is not null && Conflict is null;
}

internal sealed class ReviewTable : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("proposal_review").HasKey(row => new { row.ProposalId, row.PersonId });
        builder.Ignore(row => row.Counts).Ignore(row => row.Node);
        builder.HasOne<Proposal>().WithMany().HasForeignKey(row => row.ProposalId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.PersonId, row.SubmittedAt });
        builder.Property(row => row.Scores).AsJson();
    }
}
