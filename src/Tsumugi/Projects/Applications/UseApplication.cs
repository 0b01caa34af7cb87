using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Ethics;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects.Applications;

/// <summary>Where an application stands.</summary>
public enum ApplicationState
{
    /// <summary>Waits for a steward of the applicant's institution.</summary>
    Submitted,

    /// <summary>Waits for the committee.</summary>
    Endorsed,
    Granted,
    Refused,

    /// <summary>The applicant took it back.</summary>
    Withdrawn,

    /// <summary>The committee took its decision back.</summary>
    Revoked,
}

/// <summary>How well the place is guarded where the data will be used.</summary>
public enum SecurityLevel
{
    /// <summary>Accounts of one's own, encrypted disks, nothing copied elsewhere.</summary>
    Standard,

    /// <summary>Besides: no way to the internet, access recorded, a locked room.</summary>
    High,
}

/// <summary>A project asks the institution that gave data for a use that its conditions do not permit by themselves.</summary>
public sealed record UseApplication
{
    public const string NodeKind = "application";

    public required string Id { get; init; }

    /// <summary>The dataset or model whose conditions stand in the way, as a node without a revision.</summary>
    public required string Source { get; init; }

    /// <summary>Whose stewards are its committee.</summary>
    public required string OwnerId { get; init; }

    public required string ProjectId { get; init; }

    public required string PersonId { get; init; }

    /// <summary>Whose steward endorses it.</summary>
    public required string InstitutionId { get; init; }

    /// <summary>What the data are for, in the applicant's words.</summary>
    public required string Purpose { get; init; }

    /// <summary>Rules that stood in the way when it was submitted, as <see cref="Finding.Rule"/>: what a grant lifts, and nothing else.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>When the applicant last took part in research ethics training.</summary>
    public required DateOnly TrainedOn { get; init; }

    public required SecurityLevel Security { get; init; }

    /// <summary>The last day that is asked for.</summary>
    public required DateOnly Until { get; init; }

    public required DateTime CreatedAt { get; init; }

    public ApplicationState State { get; set; }

    public string? EndorsedBy { get; set; }

    public DateTime? EndorsedAt { get; set; }

    public DateTime? DecidedAt { get; set; }

    /// <summary>What the committee's members said with their votes: terms of a grant, reasons of a refusal.</summary>
    public string Terms { get; set; } = "";

    /// <summary>Which key signed the grant.</summary>
    public string? KeyId { get; set; }

    public string? Signature { get; set; }

    public DateTime? ReportedAt { get; set; }

    /// <summary>What was done with the data, and how they were disposed of.</summary>
    public string Report { get; set; } = "";

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    /// <summary>Does its grant hold on the day? It ends by itself.</summary>
    public bool HoldsOn(DateOnly day) => State == ApplicationState.Granted && day <= Until;

    /// <summary>What the hub signs when the committee grants it: its scope and nothing that may change.</summary>
    public string SignedText => string.Join('\n', [
        "tsumugi-grant-1", Id, Source, ProjectId, string.Join(' ', Rules),
        Until.ToString(ProjectEntry.DayFormat, CultureInfo.InvariantCulture), DecidedAt?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "",
    ]);

    /// <summary>What it lifts; nothing when the signature is not of this hub and this text.</summary>
    public IEnumerable<Grant> Grants(HubSigner signer) =>
        State == ApplicationState.Granted && KeyId is not null && Signature is not null && signer.Verify(SignedText, new(KeyId, Signature))
            ? Rules.Select(rule => new Grant(NodeRef.Parse(Source), rule, Until, Node)) : [];
}

/// <summary>What one member of the committee thinks; it may change until the committee has decided.</summary>
public sealed record UseVote
{
    public required string ApplicationId { get; init; }

    public required string PersonId { get; init; }

    public required bool Yes { get; set; }

    public required string Comment { get; set; }

    public required DateTime At { get; set; }
}

internal sealed class UseApplicationTable : IEntityTypeConfiguration<UseApplication>
{
    public void Configure(EntityTypeBuilder<UseApplication> builder)
    {
        builder.ToTable("use_application").HasKey(row => row.Id);
        builder.Ignore(row => row.Node).Ignore(row => row.SignedText);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.OwnerId);
        builder.HasIndex(row => new { row.OwnerId, row.State });
        builder.HasIndex(row => new { row.InstitutionId, row.State });
        builder.Property(row => row.Rules).AsJson();
        builder.Property(row => row.Security).HasConversion<string>();
        // Two who decide at once meet here: the second is told, and looks again.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}

internal sealed class UseVoteTable : IEntityTypeConfiguration<UseVote>
{
    public void Configure(EntityTypeBuilder<UseVote> builder)
    {
        builder.ToTable("use_vote").HasKey(row => new { row.ApplicationId, row.PersonId });
        builder.HasOne<UseApplication>().WithMany().HasForeignKey(row => row.ApplicationId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}
