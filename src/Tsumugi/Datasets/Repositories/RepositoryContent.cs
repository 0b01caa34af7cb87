using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A content that some revision of a repository has: who may read the repository may read it.</summary>
public sealed record RepositoryContent(string Kind, string InstitutionId, string Name, string Sha256) : IOfRepository;

/// <summary>Somebody brought a content in, and so proved to have it; with this they may commit it.</summary>
public sealed record BroughtContent(string PersonId, string Sha256, DateTime At);

internal sealed class RepositoryContentTable : IEntityTypeConfiguration<RepositoryContent>
{
    public void Configure(EntityTypeBuilder<RepositoryContent> builder)
    {
        builder.ToTable("repository_content").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Sha256 });
        builder.HasIndex(row => row.Sha256);
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.Sha256).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BroughtContentTable : IEntityTypeConfiguration<BroughtContent>
{
    public void Configure(EntityTypeBuilder<BroughtContent> builder)
    {
        builder.ToTable("brought_content").HasKey(row => new { row.PersonId, row.Sha256 });
        builder.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.Sha256).OnDelete(DeleteBehavior.Restrict);
    }
}
