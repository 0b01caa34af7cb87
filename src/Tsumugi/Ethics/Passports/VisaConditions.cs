using System.Text.Json;
using Tsumugi.Hub;

namespace Tsumugi.Ethics.Passports;

/// <summary>One clause: a visa of the type whose claims match.</summary>
public sealed record ConditionClause(string Type, IReadOnlyDictionary<string, ValuePattern> Claims)
{
    public bool Matches(Visa visa) =>
        visa.Type == Type && Claims.All(claim => visa.Claim(claim.Key) is { } value && claim.Value.Matches(value));
}

/// <summary>Conditions of a visa in disjunctive normal form: any of the groups, of each group every clause.</summary>
public sealed record VisaConditions(IReadOnlyList<IReadOnlyList<ConditionClause>> AnyOf)
{
    private const int MostClauses = 100;

    /// <returns>Until when they hold by the other visas of the passport, or null when they do not.</returns>
    /// <param name="others">Visas that were accepted; those with conditions of their own do not count, so that nothing leads in circles.</param>
    public DateTime? HoldsUntil(IReadOnlyCollection<Visa> others)
    {
        var plain = others.Where(visa => visa.Conditions is null).ToList();
        return AnyOf.Select(group => group.Select(clause => plain.Where(clause.Matches).Max(visa => (DateTime?)visa.Expires)).ToList())
            .Where(group => group.TrueForAll(until => until is not null))
            .Max(group => group.Min());
    }

    /// <returns>Null when the visa has none; an empty list counts as none.</returns>
    public static Outcome<VisaConditions?> Read(JsonElement visa)
    {
        if (!visa.TryGetProperty("conditions", out var given) || (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0))
            return default(VisaConditions);
        if (given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(group => group.ValueKind != JsonValueKind.Array || group.GetArrayLength() == 0)
            || given.EnumerateArray().Sum(group => group.GetArrayLength()) > MostClauses)
            return VisaFaults.Conditions;
        var groups = new List<IReadOnlyList<ConditionClause>>();
        foreach (var group in given.EnumerateArray())
        {
            var clauses = new List<ConditionClause>();
            foreach (var one in group.EnumerateArray())
            {
                var clause = ReadClause(one);
                if (clause.Refused)
                    return clause.Refusal!;
                clauses.Add(clause.Value);
            }

            groups.Add(clauses);
        }

        return new VisaConditions(groups);
    }

    private static Outcome<ConditionClause> ReadClause(JsonElement clause)
    {
        if (clause.ValueKind != JsonValueKind.Object)
            return VisaFaults.Conditions;
        var (type, claims) = ((string?)null, new Dictionary<string, ValuePattern>(StringComparer.Ordinal));
        foreach (var claim in clause.EnumerateObject())
        {
            if (claim.Value.ValueKind != JsonValueKind.String)
                return VisaFaults.Conditions;
            var text = claim.Value.GetString()!;
            if (claim.NameEquals("type"))
                type = text;
            else if (claim.Name is not ("value" or "source" or "by"))
                return VisaFaults.ConditionClaim(claim.Name);
            else if (ValuePattern.Read(text) is not { } pattern)
                return VisaFaults.Pattern(text);
            else
                claims[claim.Name] = pattern;
        }

        return type is { Length: > 0 } && claims.Count > 0 ? new ConditionClause(type, claims) : VisaFaults.Conditions;
    }
}
