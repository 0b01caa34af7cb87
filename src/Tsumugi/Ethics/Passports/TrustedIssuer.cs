using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Ethics.Passports;

/// <summary>An issuer of visas that the hub's operators trust.</summary>
public sealed record TrustedIssuer
{
    /// <summary>The issuer's <c>iss</c>: a name, compared as it is written.</summary>
    public required string Issuer { get; init; }

    /// <summary>Its public keys as a JWKS; several while it changes them.</summary>
    public required string Keys { get; set; }

    /// <summary>Institutions about whose data its grants count when they name them by this hub's address or DOI.</summary>
    public required IReadOnlyList<string> Institutions { get; set; }

    /// <summary>What its own names mean here: a visa's value → a dataset or model as a node.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; set; }

    public required string PersonId { get; set; }

    public required DateTime At { get; set; }

    /// <summary>Since when it is trusted no longer; its visas ended then.</summary>
    public DateTime? EndedAt { get; set; }
}

/// <summary>An operator knows that a person of the hub is one of an issuer's.</summary>
public sealed record LinkedPerson
{
    public required string Issuer { get; init; }

    /// <summary>The issuer's <c>sub</c>.</summary>
    public required string Subject { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }
}

/// <summary>A visa that was accepted; the token itself is not kept, so that nobody can take it from the records.</summary>
public sealed record AcceptedVisa
{
    public required string Issuer { get; init; }

    public required string Jti { get; init; }

    public required string Subject { get; init; }

    public required string PersonId { get; init; }

    /// <summary>The identity entered by an operator that it rests on, with <see cref="RootSubject"/>: itself, or one that links to it.</summary>
    public required string RootIssuer { get; init; }

    public required string RootSubject { get; init; }

    public required string Type { get; init; }

    public required string Value { get; init; }

    public required string Source { get; init; }

    public string? By { get; init; }

    /// <summary>Which key signed it: the visa ends when the issuer has it no longer.</summary>
    public required string KeyId { get; init; }

    /// <summary>The dataset or model of this hub that it is about, as a node without a revision; or null.</summary>
    public string? Node { get; init; }

    public required DateTime Asserted { get; init; }

    public required DateTime AcceptedAt { get; init; }

    /// <summary>When it ends: its own end, or that of the visas that its conditions or its identity rest on.</summary>
    public required DateTime Until { get; init; }
}

internal sealed class TrustedIssuerTable : IEntityTypeConfiguration<TrustedIssuer>
{
    public void Configure(EntityTypeBuilder<TrustedIssuer> builder)
    {
        builder.ToTable("trusted_issuer").HasKey(row => row.Issuer);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.Property(row => row.Institutions).AsJson();
        builder.Property(row => row.Names).AsJson();
    }
}

internal sealed class LinkedPersonTable : IEntityTypeConfiguration<LinkedPerson>
{
    public void Configure(EntityTypeBuilder<LinkedPerson> builder)
    {
        builder.ToTable("linked_person").HasKey(row => new { row.Issuer, row.Subject });
        builder.HasOne<TrustedIssuer>().WithMany().HasForeignKey(row => row.Issuer);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
    }
}

internal sealed class AcceptedVisaTable : IEntityTypeConfiguration<AcceptedVisa>
{
    public void Configure(EntityTypeBuilder<AcceptedVisa> builder)
    {
        builder.ToTable("accepted_visa").HasKey(row => new { row.Issuer, row.Jti });
        builder.HasOne<TrustedIssuer>().WithMany().HasForeignKey(row => row.Issuer);
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasIndex(row => new { row.PersonId, row.Until });
    }
}
