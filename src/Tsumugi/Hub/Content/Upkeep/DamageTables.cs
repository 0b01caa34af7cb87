using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub.Content.Upkeep;

/// <summary>A xorb whose bytes are not what they were.</summary>
public sealed record XorbDamage
{
    public required long XorbId { get; init; }

    public required DateTime FoundAt { get; init; }

    /// <summary>Positions of the chunks that are broken or missing; uploads are not told of these.</summary>
    public required IReadOnlyList<int> Chunks { get; init; }
}

/// <summary>A content that has a broken chunk.</summary>
public sealed record ContentDamage(string Sha256, long XorbId);

internal sealed class XorbDamageTable : IEntityTypeConfiguration<XorbDamage>
{
    public void Configure(EntityTypeBuilder<XorbDamage> builder)
    {
        builder.ToTable("xorb_damage").HasKey(row => row.XorbId);
        builder.Property(row => row.XorbId).ValueGeneratedNever();
        builder.Property(row => row.Chunks).AsJson();
        builder.HasOne<XorbRow>().WithMany().HasForeignKey(row => row.XorbId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContentDamageTable : IEntityTypeConfiguration<ContentDamage>
{
    public void Configure(EntityTypeBuilder<ContentDamage> builder)
    {
        builder.ToTable("content_damage").HasKey(row => new { row.Sha256, row.XorbId });
        builder.HasOne<ContentRow>().WithMany().HasForeignKey(row => row.Sha256).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<XorbDamage>().WithMany().HasForeignKey(row => row.XorbId).OnDelete(DeleteBehavior.Cascade);
    }
}
