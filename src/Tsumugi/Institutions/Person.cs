using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>One human being, however many logins they have.</summary>
public sealed record Person
{
    /// <summary>Short name in addresses, for example <c>hanako-sato</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Runs the hub: may manage accounts, institutions and everything in them.</summary>
    public required bool IsOperator { get; set; }

    public NodeRef Node => NodeRef.Of("person", Id);
}

/// <summary>What a person is in an institution.</summary>
public enum InstitutionRole
{
    /// <summary>Reads what the institution keeps to itself, runs jobs, publishes into its repositories.</summary>
    Researcher,

    /// <summary>Also changes conditions, visibility and members.</summary>
    Steward,
}

public sealed record Membership
{
    public required string PersonId { get; init; }

    public required string InstitutionId { get; init; }

    public required InstitutionRole Role { get; set; }
}

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("person").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
    }
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("membership").HasKey(row => new { row.PersonId, row.InstitutionId });
        builder.HasOne<Person>().WithMany().HasForeignKey(row => row.PersonId);
        builder.HasOne<Institution>().WithMany().HasForeignKey(row => row.InstitutionId);
    }
}
