namespace Tsumugi.Formats.GenBank;

/// <summary>A feature's location as the INSDC feature table defines it (section 3.4). <c>ToString</c> writes it.</summary>
public abstract record Location
{
    private Location() { }

    /// <summary>Ways of combining are read this deep; no real location is.</summary>
    public const int MaxDepth = 16;

    /// <summary><c>n</c> or <c>n..m</c>.</summary>
    public sealed record Span(Position Start, Position End) : Location
    {
        public override string ToString() => Start == End ? $"{Start}" : $"{Start}..{End}";
    }

    /// <summary><c>n^m</c>: the place between two neighbouring bases.</summary>
    public sealed record Between(int Left, int Right) : Location
    {
        public override string ToString() => $"{Left}^{Right}";
    }

    /// <summary><c>n.m</c>: one unknown base from n to m.</summary>
    public sealed record OneOf(int First, int Last) : Location
    {
        public override string ToString() => $"{First}.{Last}";
    }

    public sealed record Complement(Location Inner) : Location
    {
        public override string ToString() => $"complement({Inner})";
    }

    public sealed record Join(IReadOnlyList<Location> Parts) : Location
    {
        public override string ToString() => $"join({string.Join(',', Parts)})";
    }

    /// <summary>Parts in this order, but nothing is said about joining them.</summary>
    public sealed record Order(IReadOnlyList<Location> Parts) : Location
    {
        public override string ToString() => $"order({string.Join(',', Parts)})";
    }

    /// <summary><c>accession:location</c>, in another record.</summary>
    public sealed record Remote(string Accession, Location Inner) : Location
    {
        public override string ToString() => $"{Accession}:{Inner}";
    }

    /// <summary>What is wrong with the coordinates in a record of that length, or null.</summary>
    public string? Misplaced(int length) => this switch
    {
        Span(var start, var end) when start.Base > end.Base => $"{this} ends before it begins",
        Span(var start, var end) => Outside(start.Base, length) ?? Outside(end.Base, length),
        Between(var left, var right) => Outside(left, length) ?? Outside(right, length),
        OneOf(var first, var last) => Outside(first, length) ?? Outside(last, length),
        Complement(var inner) => inner.Misplaced(length),
        Join(var parts) => Misplaced(parts, length),
        Order(var parts) => Misplaced(parts, length),
        _ => null,
    };

    private static string? Misplaced(IReadOnlyList<Location> parts, int length)
    {
        foreach (var part in parts)
        {
            if (part.Misplaced(length) is { } problem)
                return problem;
        }
        return null;
    }

    private static string? Outside(int position, int length) =>
        position >= 1 && position <= length ? null : $"base {position} lies outside the record's {length} bases";
}
