using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tsumugi.Ethics;

/// <summary>
/// Diseases that data are for. A clause is what one source says: any of its terms, or whatever lies below one of them. Of several
/// clauses all must hold, so that two sources meet in their common descendants whichever edition of an ontology is asked.
/// </summary>
[CollectionBuilder(typeof(DiseaseClauses), nameof(AnyOf))]
public sealed class DiseaseClauses : IEnumerable<string>, IEquatable<DiseaseClauses>
{
    public static readonly DiseaseClauses None = new([]);

    private DiseaseClauses(ImmutableArray<ImmutableSortedSet<string>> clauses) => Clauses = clauses;

    /// <summary>None contains another; in a fixed order.</summary>
    public ImmutableArray<ImmutableSortedSet<string>> Clauses { get; }

    public bool IsEmpty => Clauses.IsEmpty;

    /// <summary>What one source says: any of the terms; no term is no clause.</summary>
    public static DiseaseClauses AnyOf(ReadOnlySpan<string> terms) =>
        terms.IsEmpty ? None : new([ImmutableSortedSet.Create(StringComparer.Ordinal, terms)]);

    public DiseaseClauses And(DiseaseClauses other) => other.IsEmpty ? this : IsEmpty ? other : Of([.. Clauses, .. other.Clauses]);

    /// <summary>Does a disease meet every clause?</summary>
    public bool Permit(StudiedDisease disease) => Clauses.All(clause => clause.Any(disease.Is));

    /// <summary>Every term once.</summary>
    public IEnumerator<string> GetEnumerator() => Clauses.SelectMany(clause => clause).Distinct(StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(DiseaseClauses? other) =>
        other is not null && Clauses.Length == other.Clauses.Length && Clauses.Zip(other.Clauses).All(pair => pair.First.SetEquals(pair.Second));

    public override bool Equals(object? obj) => Equals(obj as DiseaseClauses);

    public override int GetHashCode() => HashCode.Combine(Clauses.Length, Clauses.Sum(clause => clause.Count), Clauses.IsEmpty ? null : Clauses[0].Min);

    /// <summary>For a reader: terms of one clause apart by a bar, clauses by a comma.</summary>
    public override string ToString() => string.Join(", ", Clauses.Select(clause => string.Join(" | ", clause)));

    // A clause that contains another asks nothing more: without it, equal conditions look equal.
    private static DiseaseClauses Of(IReadOnlyList<ImmutableSortedSet<string>> clauses)
    {
        var distinct = clauses.DistinctBy(clause => string.Join(' ', clause)).ToList();
        return new([
            .. distinct.Where(clause => !distinct.Any(other => other != clause && other.IsProperSubsetOf(clause)))
                .OrderBy(clause => string.Join(' ', clause), StringComparer.Ordinal),
        ]);
    }

    /// <summary>One clause is a list of terms, as it always was; several are a list of lists.</summary>
    internal static DiseaseClauses Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw new JsonException("Diseases are a list of terms, or a list of such lists.");
        if (json.GetArrayLength() == 0)
            return None;
        var elements = json.EnumerateArray().ToList();
        return elements.TrueForAll(element => element.ValueKind == JsonValueKind.Array) ? Of([.. elements.Select(element => Terms(element.EnumerateArray()))]) : Of([Terms(elements)]);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var clause in Clauses)
        {
            if (Clauses.Length > 1)
                writer.WriteStartArray();
            foreach (var term in clause)
                writer.WriteStringValue(term);
            if (Clauses.Length > 1)
                writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static ImmutableSortedSet<string> Terms(IEnumerable<JsonElement> elements) => elements
        .Select(element => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new JsonException("A disease term is a text."))
        .ToImmutableSortedSet(StringComparer.Ordinal);
}
