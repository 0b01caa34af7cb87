using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Sites;

/// <summary>A machine of an institution that trains on its own data, and is known by the key that it made itself.</summary>
public sealed record FederationSite
{
    public const string NodeKind = "participant";

    public required string Id { get; init; }

    public required string InstitutionId { get; init; }

    public required string NameJa { get; set; }

    public required string NameEn { get; set; }

    /// <summary>SHA-256 of the enrolment code; null once it was used.</summary>
    public byte[]? CodeHash { get; set; }

    public DateTime? CodeUntil { get; set; }

    /// <summary>SubjectPublicKeyInfo, P-256; null before the site joined.</summary>
    public byte[]? PublicKey { get; set; }

    public DateTime? JoinedAt { get; set; }

    public DateTime? SeenAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Receipts of the site that the hub has.</summary>
    public long Receipts { get; set; }

    public string ReceiptHead { get; set; } = ReceiptChain.Beginning;

    public Words Name => new(NameJa, NameEn);

    public NodeRef Node => NodeRef.Of(NodeKind, Id);

    public string State => RevokedAt is not null ? "revoked" : PublicKey is null ? "waiting" : "joined";

    public FederationSiteView ToView(IEnumerable<SiteDatasetRow> datasets) => new()
    {
        Id = Id,
        Institution = InstitutionId,
        NameJa = NameJa,
        NameEn = NameEn,
        State = State,
        JoinedAt = JoinedAt,
        SeenAt = SeenAt,
        Datasets = [.. datasets.Where(row => row.SiteId == Id).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToView())],
        Receipts = Receipts,
    };
}

/// <summary>A dataset that stays at a site; its conditions are those of the repository that its node names.</summary>
public sealed record SiteDatasetRow
{
    public required string SiteId { get; init; }

    public required string Name { get; init; }

    /// <summary>The revision that stands for its state.</summary>
    public required string Node { get; set; }

    public required long Rows { get; set; }

    public SiteDatasetView ToView() => new(Name, Node, Rows);
}

/// <summary>The hub's copy of a receipt.</summary>
public sealed record ReceiptRow
{
    public required string SiteId { get; init; }

    public required long Number { get; init; }

    public required string TaskId { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>The whole receipt as JSON.</summary>
    public required SiteReceipt Receipt { get; init; }
}

/// <summary>A request that a site made; it is taken once.</summary>
public sealed record NonceRow(string SiteId, string Nonce, DateTime At);

internal sealed class FederationSiteTable : IEntityTypeConfiguration<FederationSite>
{
    public void Configure(EntityTypeBuilder<FederationSite> builder)
    {
        builder.ToTable("federation_site").HasKey(row => row.Id);
        builder.Ignore(row => row.Name).Ignore(row => row.Node).Ignore(row => row.State);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
    }
}

internal sealed class SiteDatasetTable : IEntityTypeConfiguration<SiteDatasetRow>
{
    public void Configure(EntityTypeBuilder<SiteDatasetRow> builder)
    {
        builder.ToTable("federation_dataset").HasKey(row => new { row.SiteId, row.Name });
        builder.HasOne<FederationSite>().WithMany().HasForeignKey(row => row.SiteId);
    }
}

internal sealed class ReceiptTable : IEntityTypeConfiguration<ReceiptRow>
{
    public void Configure(EntityTypeBuilder<ReceiptRow> builder)
    {
        builder.ToTable("federation_receipt").HasKey(row => new { row.SiteId, row.Number });
        builder.HasIndex(row => row.TaskId);
        builder.Property(row => row.Receipt).AsJson();
    }
}

internal sealed class NonceTable : IEntityTypeConfiguration<NonceRow>
{
    public void Configure(EntityTypeBuilder<NonceRow> builder)
    {
        builder.ToTable("federation_nonce").HasKey(row => new { row.SiteId, row.Nonce });
        builder.HasIndex(row => row.At);
    }
}
