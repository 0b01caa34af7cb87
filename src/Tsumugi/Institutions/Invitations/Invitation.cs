using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Invitations;

/// <summary>A link with which people whom nobody has to register beforehand become members of an institution.</summary>
public sealed record Invitation
{
    public required string Id { get; init; }

    /// <summary>SHA-256 of what stands in the link. It has 200 random bits, so a plain hash is enough.</summary>
    public required byte[] Hash { get; init; }

    public required string InstitutionId { get; init; }

    public required InstitutionRole Role { get; init; }

    /// <summary>The person who invites.</summary>
    public required string InvitedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>How many people it is meant for.</summary>
    public required int People { get; init; }

    /// <summary>How many more may follow it.</summary>
    public required int Left { get; set; }

    public DateTime? RevokedAt { get; set; }

    public NodeRef Node => NodeRef.Of("invitation", Id);

    public bool IsOpenAt(DateTime now) => RevokedAt is null && Left > 0 && now < ExpiresAt;

    /// <returns>The open invitation of this link, or null: an unknown, revoked, used or expired one is not told from another.</returns>
    public static async Task<Invitation?> FindAsync(HubDb db, string? secret, DateTime now, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(secret))
            return null;
        var hash = HashOf(secret);
        var found = await db.Set<Invitation>().SingleOrDefaultAsync(row => row.Hash == hash, stop);
        return found?.IsOpenAt(now) == true ? found : null;
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitation").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.Property(row => row.Role).HasConversion<string>();
        // Two who follow the last place of a link at once do not both get it.
        builder.Property(row => row.Left).IsConcurrencyToken();
        builder.HasIndex(row => row.Hash).IsUnique();
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.InvitedBy);
    }
}
