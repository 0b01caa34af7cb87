using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Filters;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>The protocol has bare names, the hub's things belong to institutions: <c>institution/name</c>, or the name alone for whoever has one institution.</summary>
internal readonly record struct OwnedName(string InstitutionId, string Name)
{
    /// <summary>The caller's only institution, or null.</summary>
    public static string? Only(Caller caller) => caller.Memberships.Count == 1 ? caller.Memberships.Keys.First() : null;

    /// <summary>As the caller may write it, and gets it back.</summary>
    public string For(Caller caller) => Only(caller) == InstitutionId ? Name : $"{InstitutionId}/{Name}";

    /// <param name="separators">Besides the slash, what may stand after the institution.</param>
    public static async Task<Outcome<OwnedName>> ReadAsync(Asked asked, string text, params char[] separators)
    {
        var at = text.IndexOfAny(['/', .. separators]);
        if (at > 0 && at < text.Length - 1)
        {
            var institution = text[..at];
            if (await asked.Db.Set<Institution>().AnyAsync(row => row.Id == institution, asked.Stop))
                return new OwnedName(institution, text[(at + 1)..]);
        }

        return Only(asked.Caller) is { } own ? new OwnedName(own, text) : WhichOne(asked.Caller, text);
    }

    /// <summary>The same as <see cref="For"/> of a table's row, with the caller's only institution as the parameter <c>@own</c>.</summary>
    public static string Sql(string row) =>
        $"CASE WHEN {row}.\"InstitutionId\" = @own THEN {row}.\"Name\" ELSE {row}.\"InstitutionId\" || '/' || {row}.\"Name\" END";

    /// <summary>Names that say the caller's own institution are compared without it.</summary>
    public static IEnumerable<FilterCondition> Plain(IEnumerable<FilterCondition> conditions, string own) => conditions.Select(condition =>
        own.Length > 0 && condition is { Subject: FilterSubject.Attribute, Key: "name" }
            ? condition with { Values = [.. condition.Values.Select(value => Plain((string)value, own + "/"))] }
            : condition);

    private static string Plain(string name, string beginning) =>
        name.StartsWith(beginning, StringComparison.Ordinal) ? name[beginning.Length..] : name;

    private static Refusal WhichOne(Caller caller, string name)
    {
        var own = caller.Memberships.Keys.Order(StringComparer.Ordinal).ToList();
        return own.Count == 0
            ? Faults.Invalid(
                new($"「{name}」をどの研究機関のものとするか分かりません。所属する研究機関がありません。", $"Whose is '{name}'? You belong to no institution."),
                new($"研究機関/名前 の形で書いてください（例：institute/{name}）。", $"Write institution/name, for example institute/{name}."))
            : Faults.Invalid(
                new($"「{name}」をどの研究機関のものとするか分かりません。所属：{string.Join("、", own)}。", $"Whose is '{name}'? You belong to {string.Join(", ", own)}."),
                new($"研究機関/名前 の形で書いてください（例：{own[0]}/{name}）。", $"Write institution/name, for example {own[0]}/{name}."));
    }
}
