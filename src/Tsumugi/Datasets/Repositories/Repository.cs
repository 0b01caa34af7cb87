using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <summary>What a repository holds; also the kind of its node.</summary>
public static class RepositoryKinds
{
    public const string Dataset = "dataset";
    public const string Model = "model";

    public static Words Title(string kind) => kind == Dataset ? new("データセット", "dataset") : new("モデル", "model");
}

/// <summary>Whether those who may see a repository must ask before they may have its files.</summary>
public enum Gating
{
    Open,

    /// <summary>Whoever asks and accepts the conditions is let in at once.</summary>
    Automatic,

    /// <summary>The owner decides on each request.</summary>
    Manual,
}

/// <summary>A named line of revisions that belongs to an institution.</summary>
public sealed record Repository
{
    /// <summary><see cref="RepositoryKinds.Dataset"/> or <see cref="RepositoryKinds.Model"/>.</summary>
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    /// <summary>What it was called first; its nodes on the thread keep this name.</summary>
    public required string Name { get; init; }

    /// <summary>The project that it is part of; null for none.</summary>
    public string? ProjectId { get; set; }

    /// <summary>What it is called now.</summary>
    public string Slug { get; set; } = "";

    public required string TitleJa { get; set; }

    public required string TitleEn { get; set; }

    /// <summary>The card: Markdown.</summary>
    public required string Card { get; set; }

    public required Visibility Visibility { get; set; }

    /// <summary>What the owner set for the content itself; what follows from its sources comes on top.</summary>
    public required DataUseConditions Conditions { get; set; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When a branch was last moved, or the repository itself changed.</summary>
    public DateTime UpdatedAt { get; set; }

    /// <summary>The front matter of its card (README.md), as one JSON object.</summary>
    public string CardData { get; set; } = "{}";

    public JsonObject ReadCardData() => JsonNode.Parse(CardData)!.AsObject();

    /// <summary>Files that were fetched from their first byte.</summary>
    public long Downloads { get; set; }

    public Gating Gated { get; set; }

    /// <summary>Since when it is gone; its revisions stay known for what was made from them.</summary>
    public DateTime? DeletedAt { get; set; }

    /// <summary><c>institution/name</c>, as it is called now.</summary>
    public string Id => $"{InstitutionId}/{(Slug.Length > 0 ? Slug : Name)}";

    public Words Title => new(TitleJa, TitleEn);

    public NodeRef Node => NodeRef.Of(Kind, $"{InstitutionId}/{Name}");

    /// <summary>To whose storage its files count.</summary>
    public IReadOnlyList<NodeRef> Owners =>
        [NodeRef.Of("institution", InstitutionId), .. ProjectId is { } project ? [NodeRef.Of(Project.NodeKind, project)] : Array.Empty<NodeRef>()];

    public Guarded Guarded => new(new($"{RepositoryKinds.Title(Kind).Ja} {Id} ", $"the {RepositoryKinds.Title(Kind).En} {Id}"), InstitutionId, Visibility)
    {
        Targets = [Node.ToString(), $"{Kind}:{Id}"],
    };
}

internal sealed class RepositoryTable : IEntityTypeConfiguration<Repository>
{
    public void Configure(EntityTypeBuilder<Repository> builder)
    {
        builder.ToTable("repository").HasKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.Ignore(row => row.Id).Ignore(row => row.Title).Ignore(row => row.Node).Ignore(row => row.Guarded).Ignore(row => row.Owners);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasIndex(row => row.UpdatedAt);
        builder.HasIndex(row => row.ProjectId);
        builder.Property(row => row.Conditions).AsJson();
    }
}

/// <summary>A name that leads to a repository: its present one, or one it had.</summary>
public sealed record RepositoryName : IOfRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Slug { get; init; }

    /// <summary><see cref="Repository.Name"/>.</summary>
    public required string Name { get; init; }
}

internal sealed class RepositoryNameTable : IEntityTypeConfiguration<RepositoryName>
{
    public void Configure(EntityTypeBuilder<RepositoryName> builder)
    {
        builder.ToTable("repository_name").HasKey(row => new { row.Kind, row.InstitutionId, row.Slug });
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
    }
}
