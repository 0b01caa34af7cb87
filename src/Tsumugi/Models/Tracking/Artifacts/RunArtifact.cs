using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Content;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>A file of a run or of a logged model; its bytes are in the content store.</summary>
public sealed record RunArtifact
{
    /// <summary>Id of the run, or of the logged model (<c>m-…</c>).</summary>
    public required string Owner { get; init; }

    /// <summary>Forward slashes, relative: see <see cref="ArtifactPath"/>.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256, lower-case hexadecimal.</summary>
    public required string Hash { get; set; }

    /// <summary>Bytes.</summary>
    public required long Size { get; set; }
}

internal sealed class RunArtifactTable : IEntityTypeConfiguration<RunArtifact>
{
    public void Configure(EntityTypeBuilder<RunArtifact> builder)
    {
        builder.ToTable("run_artifact").HasKey(row => new { row.Owner, row.Path });
        builder.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.Hash).OnDelete(DeleteBehavior.Restrict);
    }
}
