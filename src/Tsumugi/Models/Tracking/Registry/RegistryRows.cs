using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>A number that names a revision of a model repository.</summary>
public sealed record ModelVersion
{
    public required string InstitutionId { get; init; }

    public required string Model { get; init; }

    /// <summary>1, 2, 3 … within the model; never given twice.</summary>
    public required int Number { get; init; }

    /// <summary>Hash of the revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Where its files came from, as the program wrote it.</summary>
    public required string Source { get; init; }

    public string? RunId { get; init; }

    public string? RunLink { get; init; }

    /// <summary>Id of the logged model, or null.</summary>
    public string? ModelId { get; init; }

    public required string Description { get; set; }

    /// <summary><c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>.</summary>
    public required string Stage { get; set; }

    public required string PersonId { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; set; }

    /// <summary>The revision stays; only its number is taken away.</summary>
    public bool Deleted { get; set; }
}

/// <summary>A tag of a registered model (version 0) or of one of its versions.</summary>
public sealed record ModelTag
{
    public required string InstitutionId { get; init; }

    public required string Model { get; init; }

    public required int Version { get; init; }

    public required string Key { get; init; }

    public required string Value { get; set; }
}

/// <summary>A name that points at one version, such as <c>champion</c>.</summary>
public sealed record ModelAlias
{
    public required string InstitutionId { get; init; }

    public required string Model { get; init; }

    public required string Alias { get; init; }

    public required int Version { get; set; }
}

internal sealed class ModelVersionTable : IEntityTypeConfiguration<ModelVersion>
{
    public void Configure(EntityTypeBuilder<ModelVersion> builder)
    {
        builder.ToTable("model_version").HasKey(row => new { row.InstitutionId, row.Model, row.Number });
        builder.HasIndex(row => row.RunId);
    }
}

internal sealed class ModelTagTable : IEntityTypeConfiguration<ModelTag>
{
    public void Configure(EntityTypeBuilder<ModelTag> builder) =>
        builder.ToTable("model_tag").HasKey(row => new { row.InstitutionId, row.Model, row.Version, row.Key });
}

internal sealed class ModelAliasTable : IEntityTypeConfiguration<ModelAlias>
{
    public void Configure(EntityTypeBuilder<ModelAlias> builder) =>
        builder.ToTable("model_alias").HasKey(row => new { row.InstitutionId, row.Model, row.Alias });
}
