using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Projects;

/// <summary>People of one or more institutions with one aim.</summary>
public sealed record Project
{
    public const string NodeKind = "project";

    /// <summary>Short name in addresses, for example <c>rare-liver-disease</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The institution that answers for it.</summary>
    public required string InstitutionId { get; init; }

    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    /// <summary>Markdown.</summary>
    public required string Summary { get; set; }

    public required IReadOnlyList<Layer> Layers { get; set; }

    public required IReadOnlyList<Modality> Modalities { get; set; }

    public required ProjectAim Aim { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Since when nothing new is done in its name; null while it goes on.</summary>
    public DateTime? ClosedAt { get; set; }

    /// <summary>One of which nothing is said yet: a <see cref="ProjectEntry"/> is read into it.</summary>
    public static Project Begun(string id, string institution, DateTime now) => new()
    {
        Id = id,
        InstitutionId = institution,
        TitleJa = "",
        TitleEn = "",
        Summary = "",
        Layers = [],
        Modalities = [],
        Aim = new(),
        CreatedAt = now,
    };

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public Guarded Guarded => new(new($"プロジェクト {Id} ", $"the project {Id}"), InstitutionId, Visibility.Hub);
}

/// <summary>What a person is in a project.</summary>
public enum ProjectRole
{
    /// <summary>Runs jobs in its name.</summary>
    Member,

    /// <summary>Also decides who its people are, what it studies and which approvals it has.</summary>
    Lead,
}

public sealed record ProjectMember
{
    public required string ProjectId { get; init; }

    public required string PersonId { get; init; }

    /// <summary>In whose name the person takes part.</summary>
    public required string InstitutionId { get; set; }

    public required ProjectRole Role { get; set; }
}

internal sealed class ProjectTable : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("project").HasKey(row => row.Id);
        builder.Ignore(row => row.Title).Ignore(row => row.Node).Ignore(row => row.Guarded);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasIndex(row => row.CreatedAt);
        builder.Property(row => row.Layers).AsJson();
        builder.Property(row => row.Modalities).AsJson();
        builder.Property(row => row.Aim).AsJson();
    }
}

internal sealed class ProjectMemberTable : IEntityTypeConfiguration<ProjectMember>
{
    public void Configure(EntityTypeBuilder<ProjectMember> builder)
    {
        builder.ToTable("project_member").HasKey(row => new { row.ProjectId, row.PersonId });
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.Property(row => row.Role).HasConversion<string>();
    }
}
