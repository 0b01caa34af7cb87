using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Hub.Content;

/// <summary>A xorb that is whole in the object store.</summary>
public sealed record XorbRow
{
    public long Id { get; init; }

    /// <summary>32 bytes in Xet's order.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Its name in the object store when it had to be replaced, for what lies there never changes; else null, and its hash is its name.</summary>
    public byte[]? File { get; init; }

    /// <summary>Bytes in the object store.</summary>
    public required int Size { get; init; }

    /// <summary>40 bytes per chunk: its hash, and its header as it stands in the xorb.</summary>
    public required byte[] Chunks { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When an upload last brought it in, or was told of it; contents that name it may come for a while after.</summary>
    public required DateTime NeededAt { get; init; }

    /// <summary>Since when uploads are not told of its chunks, because it is about to be collected.</summary>
    public DateTime? HiddenAt { get; init; }

    /// <summary>When its bytes were last read again and hashed.</summary>
    public DateTime? CheckedAt { get; init; }
}

/// <summary>Finds the xorbs that may hold a chunk: by the first 64 bits of its hash.</summary>
public sealed record ChunkRow(long Prefix, long XorbId, int Position);

/// <summary>A byte sequence the hub holds, and the chunks it is made of.</summary>
public sealed record ContentRow
{
    /// <summary>Lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Xet's hash of the whole file, as Xet writes it.</summary>
    public required string XetHash { get; init; }

    /// <summary>Git's name of it as a blob; only of small contents, which may be kept as plain files of a repository.</summary>
    public string? GitBlob { get; init; }

    /// <summary>20 bytes per term: see <see cref="Term"/>.</summary>
    public required byte[] Terms { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>When collecting first found it in use nowhere; null while it is in use.</summary>
    public DateTime? UnusedSince { get; init; }
}

internal sealed class XorbTable : IEntityTypeConfiguration<XorbRow>
{
    public void Configure(EntityTypeBuilder<XorbRow> builder)
    {
        builder.ToTable("xorb").HasKey(row => row.Id);
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasIndex(row => row.File).IsUnique();
        builder.HasIndex(row => row.CheckedAt);
    }
}

internal sealed class ChunkTable : IEntityTypeConfiguration<ChunkRow>
{
    // The greatest table of all: no foreign key, since that would bring a second index as large as the table.
    public void Configure(EntityTypeBuilder<ChunkRow> builder) =>
        builder.ToTable("chunk").HasKey(row => new { row.Prefix, row.XorbId, row.Position });
}

internal sealed class ContentTable : IEntityTypeConfiguration<ContentRow>
{
    public void Configure(EntityTypeBuilder<ContentRow> builder)
    {
        builder.ToTable("content").HasKey(row => row.Sha256);
        builder.HasIndex(row => row.XetHash);
        builder.HasIndex(row => row.UnusedSince).HasFilter("UnusedSince IS NOT NULL");
    }
}
