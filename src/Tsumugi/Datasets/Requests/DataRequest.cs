using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Requests;

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>Waits for institutions to offer a plan.</summary>
    Open,

    /// <summary>A plan was accepted, and is carried out.</summary>
    Planned,

    /// <summary>The data are there.</summary>
    Answered,

    /// <summary>Whoever asked needs it no more.</summary>
    Closed,
}

/// <summary>A laboratory that computes asks laboratories that measure: which data are wanted, for which model.</summary>
public sealed record DataRequest
{
    public const string NodeKind = "request";

    public required string Id { get; init; }

    /// <summary>In whose name.</summary>
    public required string ProjectId { get; init; }

    public required string PersonId { get; init; }

    public required string Title { get; init; }

    /// <summary>What data, how many, in which form: Markdown.</summary>
    public required string Wanted { get; init; }

    /// <summary>The model that is to learn from them, as a node without a revision; null for one that is still to be.</summary>
    public string? Model { get; init; }

    /// <summary>How they might be measured, by the ids of techniques.</summary>
    public required IReadOnlyList<string> Techniques { get; init; }

    public DateOnly? NeededBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required RequestState State { get; set; }

    /// <summary>The revision that answers it.</summary>
    public string? Dataset { get; set; }

    public NodeRef Node => NodeRef.Of(NodeKind, Id);
}

/// <summary>Where an institution's plan stands.</summary>
public enum PlanState
{
    Offered,
    Accepted,

    /// <summary>Another plan was accepted, or the request ended.</summary>
    Declined,

    /// <summary>The institution took it back.</summary>
    Withdrawn,
}

/// <summary>How an institution would make the data that somebody asks for.</summary>
public sealed record DataPlan
{
    public required string Id { get; init; }

    public required string RequestId { get; init; }

    public required string InstitutionId { get; init; }

    public required string PersonId { get; init; }

    /// <summary>Samples, instruments, number, time, cost: Markdown.</summary>
    public required string Plan { get; init; }

    public required PlanState State { get; set; }

    /// <summary>Bookings in which the data are measured.</summary>
    public required IReadOnlyList<string> Bookings { get; set; }

    public required DateTime At { get; init; }
}

internal sealed class DataRequestTable : IEntityTypeConfiguration<DataRequest>
{
    public void Configure(EntityTypeBuilder<DataRequest> builder)
    {
        builder.ToTable("data_request").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.State, row.CreatedAt });
        builder.Property(row => row.Techniques).AsJson();

        // Two who decide at once meet here: the second is told, and looks again.
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}

internal sealed class DataPlanTable : IEntityTypeConfiguration<DataPlan>
{
    public void Configure(EntityTypeBuilder<DataPlan> builder)
    {
        builder.ToTable("data_plan").HasKey(row => row.Id);
        builder.HasOne<DataRequest>().WithMany().HasForeignKey(row => row.RequestId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.Property(row => row.Bookings).AsJson();
        builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
    }
}
