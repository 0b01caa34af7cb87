using System.Collections.Immutable;

namespace Tsumugi.Ethics;

/// <summary>Conditions that name something: where, by whom, for what, until when. Null is no limit; an empty set is one that nobody meets.</summary>
public sealed record Limits
{
    public static readonly Limits None = new();

    /// <summary>RS: kinds of research, in the owner's words.</summary>
    public ImmutableSortedSet<string>? ResearchTypes { get; init; }

    /// <summary>GS: countries, ISO 3166-1 alpha-2.</summary>
    public ImmutableSortedSet<string>? Regions { get; init; }

    /// <summary>IS: institutions by their names in addresses.</summary>
    public ImmutableSortedSet<string>? Institutions { get; init; }

    /// <summary>PS: projects.</summary>
    public ImmutableSortedSet<string>? Projects { get; init; }

    /// <summary>US: people by their names in addresses.</summary>
    public ImmutableSortedSet<string>? Users { get; init; }

    /// <summary>TS: the last day of use, UTC.</summary>
    public DateOnly? UseUntil { get; init; }

    /// <summary>MOR: the first day on which results may be published, UTC.</summary>
    public DateOnly? PublishFrom { get; init; }

    /// <summary>Modifiers of the Data Use Ontology that these limits are.</summary>
    public IEnumerable<Modifier> Modifiers
    {
        get
        {
            if (ResearchTypes is not null)
                yield return Modifier.ResearchSpecific;
            if (Regions is not null)
                yield return Modifier.GeographicalRestriction;
            if (PublishFrom is not null)
                yield return Modifier.PublicationMoratorium;
            if (UseUntil is not null)
                yield return Modifier.TimeLimit;
            if (Users is not null)
                yield return Modifier.UserSpecific;
            if (Projects is not null)
                yield return Modifier.ProjectSpecific;
            if (Institutions is not null)
                yield return Modifier.InstitutionSpecific;
        }
    }

    /// <summary>Both limits at once: sets intersect, use ends at the earlier day, publication begins at the later.</summary>
    public Limits And(Limits other) => Equals(other) ? this : new()
    {
        ResearchTypes = Both(ResearchTypes, other.ResearchTypes),
        Regions = Both(Regions, other.Regions),
        Institutions = Both(Institutions, other.Institutions),
        Projects = Both(Projects, other.Projects),
        Users = Both(Users, other.Users),
        UseUntil = UseUntil is { } one && other.UseUntil is { } two ? (one < two ? one : two) : UseUntil ?? other.UseUntil,
        PublishFrom = PublishFrom is { } early && other.PublishFrom is { } late ? (early > late ? early : late) : PublishFrom ?? other.PublishFrom,
    };

    public bool Equals(Limits? other) =>
        other is not null && Same(ResearchTypes, other.ResearchTypes) && Same(Regions, other.Regions) && Same(Institutions, other.Institutions)
        && Same(Projects, other.Projects) && Same(Users, other.Users) && UseUntil == other.UseUntil && PublishFrom == other.PublishFrom;

    public override int GetHashCode() =>
        HashCode.Combine(ResearchTypes?.Count, Regions?.Count, Institutions?.Count, Projects?.Count, Users?.Count, UseUntil, PublishFrom);

    private static ImmutableSortedSet<string>? Both(ImmutableSortedSet<string>? one, ImmutableSortedSet<string>? other) =>
        one is null ? other : other is null ? one : one.Intersect(other);

    private static bool Same(ImmutableSortedSet<string>? one, ImmutableSortedSet<string>? other) =>
        one is null ? other is null : other is not null && one.SetEquals(other);
}
