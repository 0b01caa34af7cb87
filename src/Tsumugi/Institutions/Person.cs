using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>Where somebody stands in their career, as the programme reports on it.</summary>
public enum CareerStage
{
    /// <summary>学部生・修士課程.</summary>
    Student,

    /// <summary>博士課程.</summary>
    DoctoralStudent,

    /// <summary>ポスドク.</summary>
    Postdoc,

    /// <summary>若手の独立した研究者.</summary>
    EarlyCareer,

    Senior,

    /// <summary>技術職員, research software engineers, instrument staff.</summary>
    TechnicalStaff,

    /// <summary>事務職員, research administrators.</summary>
    Administrator,
}

/// <summary>One human being, however many logins they have.</summary>
public sealed record Person
{
    /// <summary>Short name in addresses, for example <c>hanako-sato</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Runs the hub: may manage accounts, institutions and everything in them.</summary>
    public required bool IsOperator { get; set; }

    /// <summary>For example <c>0000-0002-1825-0097</c>.</summary>
    public string? Orcid { get; set; }

    /// <summary>e-Rad researcher number (研究者番号), eight digits; told to themselves and operators alone.</summary>
    public string? Erad { get; set; }

    public CareerStage? Career { get; set; }

    /// <summary>The record of the same human being that goes on in place of this one; whoever asks for people does not find this one.</summary>
    public string? MergedInto { get; set; }

    /// <summary>When everything that said who this was went away, at their own wish; what they did stays under this pseudonym, and whoever asks for people does not find it.</summary>
    public DateTime? ErasedAt { get; set; }

    public NodeRef Node => NodeRef.Of("person", Id);

    /// <param name="facts">How they came, beside whether they run the hub.</param>
    internal ThreadEntry Created(NodeRef by, params (string Name, string? Value)[] facts) => new()
    {
        Actor = by,
        Kind = "person.created",
        Subject = Node,
        Facts = new Dictionary<string, object?>(facts.Select(fact => KeyValuePair.Create(fact.Name, (object?)fact.Value))) { ["operator"] = IsOperator },
    };
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

    /// <param name="invitation">What let them in; null when somebody of the institution did by hand.</param>
    internal ThreadEntry Granted(NodeRef by, string? invitation = null)
    {
        var (person, institution) = (NodeRef.Of("person", PersonId), NodeRef.Of("institution", InstitutionId));
        var facts = new Dictionary<string, object?> { ["institution"] = InstitutionId, ["role"] = Role.ToString() };
        if (invitation is not null)
            facts["invitation"] = invitation;
        return new() { Actor = by, Kind = "membership.granted", Subject = person, Facts = facts, Ties = [new(person, Relations.MemberOf, institution)] };
    }
}

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("person").HasKey(row => row.Id);
        builder.Ignore(row => row.Node);
        builder.HasIndex(row => row.Orcid).IsUnique();
        builder.HasIndex(row => row.Erad).IsUnique();
        builder.Property(row => row.Career).HasConversion<string>();
        builder.HasIndex(row => row.MergedInto);
        builder.HasQueryFilter(row => row.MergedInto == null && row.ErasedAt == null);
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
