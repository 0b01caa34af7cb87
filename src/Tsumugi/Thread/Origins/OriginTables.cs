using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Thread.Origins;

/// <summary>An origin and its number, which sets are written in.</summary>
public sealed record OriginRow(long Id, string Node);

/// <summary>A set that one or many nodes came from; written once.</summary>
/// <param name="Hash">SHA-256 of the members.</param>
/// <param name="Members">See <see cref="OriginSet"/>.</param>
public sealed record OriginSetRow(long Id, byte[] Hash, byte[] Members)
{
    public static byte[] HashOf(byte[] members) => SHA256.HashData(members);
}

/// <summary>What a node came from. A node without a row came from nothing but itself.</summary>
public sealed record NodeOriginRow(string Node, long SetId);

/// <summary>Stands while the sets must be made anew from the ties, because the hub kept none when they were written.</summary>
public sealed record OriginsPending(long Seq);

internal sealed class OriginTable : IEntityTypeConfiguration<OriginRow>
{
    public void Configure(EntityTypeBuilder<OriginRow> builder)
    {
        builder.ToTable("origin").HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(row => row.Node).HasColumnName("node");
        builder.HasIndex(row => row.Node).IsUnique().HasDatabaseName("origin_node");
    }
}

internal sealed class OriginSetTable : IEntityTypeConfiguration<OriginSetRow>
{
    public void Configure(EntityTypeBuilder<OriginSetRow> builder)
    {
        builder.ToTable("origin_set").HasKey(row => row.Id);
        builder.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(row => row.Hash).HasColumnName("hash");
        builder.Property(row => row.Members).HasColumnName("members");
        builder.HasIndex(row => row.Hash).IsUnique().HasDatabaseName("origin_set_hash");
    }
}

internal sealed class NodeOriginTable : IEntityTypeConfiguration<NodeOriginRow>
{
    public void Configure(EntityTypeBuilder<NodeOriginRow> builder)
    {
        builder.ToTable("node_origin").HasKey(row => row.Node);
        builder.Property(row => row.Node).HasColumnName("node");
        builder.Property(row => row.SetId).HasColumnName("set_id");
        builder.HasIndex(row => row.SetId).HasDatabaseName("node_origin_set");
    }
}

internal sealed class OriginsPendingTable : IEntityTypeConfiguration<OriginsPending>
{
    public void Configure(EntityTypeBuilder<OriginsPending> builder)
    {
        builder.ToTable("origin_pending").HasKey(row => row.Seq);
        builder.Property(row => row.Seq).HasColumnName("seq").ValueGeneratedNever();
    }
}
