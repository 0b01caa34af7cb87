using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Tokens;

/// <summary>What a token may be used for.</summary>
public enum TokenScope
{
    Read,
    Write,

    /// <summary>Only for what <see cref="AccessToken.Limits"/> names.</summary>
    FineGrained,
}

/// <summary>A secret that a program sends in a person's name. The hub keeps only its hash.</summary>
public sealed record AccessToken
{
    public required string Id { get; init; }

    public required string PersonId { get; init; }

    /// <summary>What its owner calls it, for example <c>laboratory notebook</c>.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret. The secret has 256 random bits, so a plain hash is enough.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The secret's first characters, to recognise it in a list and to look it up.</summary>
    public required string Beginning { get; init; }

    public required TokenScope Scope { get; init; }

    /// <summary>For <see cref="TokenScope.FineGrained"/> only.</summary>
    public TokenLimits? Limits { get; init; }

    /// <summary>The project in whose name alone it acts; null for any that its person belongs to.</summary>
    public string? ProjectId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTime? LastUsedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    public NodeRef Node => NodeRef.Of("token", Id);
}

internal sealed class AccessTokenTable : IEntityTypeConfiguration<AccessToken>
{
    public void Configure(EntityTypeBuilder<AccessToken> builder)
    {
        builder.ToTable("access_token").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.Property(row => row.Limits).AsJson();
        builder.HasIndex(row => row.Beginning);
        builder.HasIndex(row => row.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}
