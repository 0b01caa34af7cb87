using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Federation;
using Tsumugi.Federation.Sites;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Trainings;

/// <summary>A model trained by several sites, round by round.</summary>
public sealed record FederatedTraining
{
    public const string NodeKind = "federation";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required string PersonId { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>As it was asked for; the model with its revision.</summary>
    public required TrainingRequest Request { get; init; }

    /// <summary>The whole recipe as JSON.</summary>
    public required string Recipe { get; init; }

    public string State { get; set; } = Running;

    /// <summary>The round that is open, or was last; from 1.</summary>
    public int Round { get; set; }

    public string? ReasonJa { get; set; }

    public string? ReasonEn { get; set; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; set; }

    /// <summary>The revision that came of it.</summary>
    public string? Result { get; set; }

    /// <summary>Site → its share of examples × rounds.</summary>
    public IReadOnlyDictionary<string, double> Credit { get; set; } = new Dictionary<string, double>();

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Guarded Guarded => new(new($"連合学習 {Id} ", $"the federated training {Id}"), InstitutionId, Visibility.Institution);
}

/// <summary>A site that takes part in a training, with its dataset as it was declared at the beginning.</summary>
public sealed record Participant(string TrainingId, string SiteId, string InstitutionId, string Dataset, string Node);

internal sealed class FederatedTrainingTable : IEntityTypeConfiguration<FederatedTraining>
{
    public void Configure(EntityTypeBuilder<FederatedTraining> builder)
    {
        builder.ToTable("federation_training").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.Guarded);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasIndex(row => row.State);
        builder.Property(row => row.Request).AsJson();
        builder.Property(row => row.Credit).AsJson();
    }
}

internal sealed class ParticipantTable : IEntityTypeConfiguration<Participant>
{
    public void Configure(EntityTypeBuilder<Participant> builder)
    {
        builder.ToTable("federation_participant").HasKey(row => new { row.TrainingId, row.SiteId });
        builder.HasOne<FederatedTraining>().WithMany().HasForeignKey(row => row.TrainingId);
        builder.HasOne<FederationSite>().WithMany().HasForeignKey(row => row.SiteId);
    }
}
