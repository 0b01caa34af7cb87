namespace Tsumugi.Ethics;

/// <summary>By when the obligations of conditions are to be met, where the owner says so.</summary>
public sealed record DueDays
{
    public static readonly DueDays None = new();

    /// <summary>Modifiers that are obligations with a day of their own.</summary>
    public static readonly ModifierSet Obligations = [Modifier.PublicationRequired, Modifier.CollaborationRequired, Modifier.ReturnToDatabase];

    public DateOnly? Publication { get; init; }

    public DateOnly? Collaboration { get; init; }

    public DateOnly? Return { get; init; }

    public DateOnly? this[Modifier modifier] => modifier switch
    {
        Modifier.PublicationRequired => Publication,
        Modifier.CollaborationRequired => Collaboration,
        Modifier.ReturnToDatabase => Return,
        _ => null,
    };

    /// <exception cref="ArgumentOutOfRangeException">When the modifier is not one of <see cref="Obligations"/>.</exception>
    public DueDays With(Modifier modifier, DateOnly day) => modifier switch
    {
        Modifier.PublicationRequired => this with { Publication = day },
        Modifier.CollaborationRequired => this with { Collaboration = day },
        Modifier.ReturnToDatabase => this with { Return = day },
        _ => throw new ArgumentOutOfRangeException(nameof(modifier), modifier, "It is no obligation with a day."),
    };

    /// <summary>Of both the earlier day.</summary>
    public DueDays And(DueDays other) => Equals(other) ? this : new()
    {
        Publication = Earlier(Publication, other.Publication),
        Collaboration = Earlier(Collaboration, other.Collaboration),
        Return = Earlier(Return, other.Return),
    };

    private static DateOnly? Earlier(DateOnly? one, DateOnly? other) => other < one || one is null ? other : one;
}
