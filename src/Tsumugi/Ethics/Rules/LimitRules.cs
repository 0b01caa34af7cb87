using System.Collections.Immutable;
using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ethics.Rules;

/// <summary>Modifiers that name something: a narrower limit refuses whatever a wider one refuses.</summary>
internal static class LimitRules
{
    public static IEnumerable<Finding> Find(DataUseConditions conditions, Purpose purpose, DateOnly when)
    {
        var limits = conditions.Limits;
        if (limits.ResearchTypes is { } types && (purpose.ResearchType is null || !types.Contains(purpose.ResearchType)))
            yield return Only(Modifier.ResearchSpecific, "次の種類の研究に限られています", "It is limited to research of these types", types);
        if (limits.Institutions is { } institutions && !institutions.Overlaps(purpose.Institutions))
            yield return Only(Modifier.InstitutionSpecific, "次の機関に限られています", "It is limited to these institutions", institutions);
        if (limits.Projects is { } projects && (purpose.Project is null || !projects.Contains(purpose.Project)))
            yield return Only(Modifier.ProjectSpecific, "次のプロジェクトに限られています", "It is limited to these projects", projects);
        if (limits.Users is { } users && (purpose.User is null || !users.Contains(purpose.User)))
            yield return Only(Modifier.UserSpecific, "承認された人に限られています", "It is limited to approved people", users);
        if (limits.Regions is { } regions && Region(regions, purpose.Region) is { } outside)
            yield return outside;
        if (limits.UseUntil is { } until && when > until)
            yield return Of(Ruling.Refused, Modifier.TimeLimit, new($"利用できる期間は {until:yyyy-MM-dd} で終わりました。", $"The time to use it ended on {until:yyyy-MM-dd}."));
        if (limits.PublishFrom is { } from && from > when)
            yield return Moratorium(from, purpose);
    }

    private static Finding? Region(ImmutableSortedSet<string> regions, string? region) =>
        region is not null && regions.Contains(region) ? null
        : region is null && !regions.IsEmpty ? Of(Ruling.NeedsCommittee, Modifier.GeographicalRestriction, new(
            $"次の国に限られていますが、どこで使うかが示されていません：{List(regions)}。", $"It is limited to these countries, and nobody said where it is to be used: {List(regions)}."))
        : Only(Modifier.GeographicalRestriction, "次の国に限られています", "It is limited to these countries", regions);

    private static Finding Moratorium(DateOnly from, Purpose purpose) => purpose.PublishesOn < from
        ? Of(Ruling.Refused, Modifier.PublicationMoratorium, new($"{from:yyyy-MM-dd} より前に成果を公表できません。", $"Nothing may be published before {from:yyyy-MM-dd}."))
        : Of(Ruling.PermittedWithObligations, Modifier.PublicationMoratorium, new($"{from:yyyy-MM-dd} まで成果を公表しないでください。", $"Publish nothing before {from:yyyy-MM-dd}.")) with { Due = from };

    private static Finding Only(Modifier modifier, string ja, string en, ImmutableSortedSet<string> named) => Of(Ruling.Refused, modifier, named.IsEmpty
        ? new($"「{DuoTerms.Of(modifier).Title.Ja}」の範囲が元のデータの間で重ならず、誰も満たせません。", $"Its sources agree on nobody and nothing under '{DuoTerms.Of(modifier).Title.En}'.")
        : new($"{ja}：{List(named)}。", $"{en}: {List(named)}."));

    private static string List(ImmutableSortedSet<string> named) => string.Join(", ", named);

    private static Finding Of(Ruling verdict, Modifier modifier, Words because) => new(verdict, DuoTerms.Of(modifier).Code, because);
}
