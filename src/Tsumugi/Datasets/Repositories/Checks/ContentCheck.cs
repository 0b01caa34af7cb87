using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Formats.Checks;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Datasets.Repositories.Checks;

/// <summary>One thing that was found in a file, as it is kept.</summary>
public sealed record KeptFinding(string Code, Severity Severity, string Place, Words Text, Words Remedy);

/// <summary>What was found in a content that goes by a certain kind of name.</summary>
public sealed record ContentCheck
{
    public required string Sha256 { get; init; }

    /// <summary>Ending of the file's name in lower case, full stop included: a name says what a file claims to be.</summary>
    public required string Extension { get; init; }

    /// <summary>The most severe finding's; null when there is none.</summary>
    public Severity? Worst { get; init; }

    public required IReadOnlyList<KeptFinding> Findings { get; init; }

    public required DateTime At { get; init; }

    public static string ExtensionOf(string path) => Path.GetExtension(path).ToLowerInvariant();
}

/// <summary>A steward looked at a held content and lets everybody who may see the repository have it.</summary>
public sealed record ContentRelease : IOfRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    public required string PersonId { get; init; }

    public required string Reason { get; init; }

    public required DateTime At { get; init; }
}

internal sealed class ContentCheckTable : IEntityTypeConfiguration<ContentCheck>
{
    public void Configure(EntityTypeBuilder<ContentCheck> builder)
    {
        builder.ToTable("content_check").HasKey(row => new { row.Sha256, row.Extension });
        builder.Property(row => row.Findings).AsJson();
        builder.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.Sha256);
    }
}

internal sealed class ContentReleaseTable : IEntityTypeConfiguration<ContentRelease>
{
    public void Configure(EntityTypeBuilder<ContentRelease> builder)
    {
        builder.ToTable("content_release").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Sha256 });
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
    }
}
