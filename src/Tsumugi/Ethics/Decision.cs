using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Ethics;

/// <summary>What a decision comes to; of several the last in this order holds.</summary>
public enum Ruling
{
    Permitted,
    PermittedWithObligations,
    NeedsCommittee,
    Refused,
}

/// <summary>One rule that has something to say about a purpose.</summary>
/// <param name="Rule">A term: <c>DUO:0000007</c>, <c>TSUMUGI:model-training</c>, <c>SPDX:CC-BY-ND-4.0</c>.</param>
/// <param name="Because">A sentence for whoever is at the bench.</param>
public sealed record Finding(Ruling Ruling, string Rule, Words Because)
{
    /// <summary>By when an obligation is to be met; null when nobody said.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>The datasets and models whose conditions these are, the first ones when there are many.</summary>
    public IReadOnlyList<NodeRef> Sources { get; init; } = [];

    /// <summary>How many sources there are besides.</summary>
    public int MoreSources { get; init; }

    /// <summary>To whom an obligation is owed: the institutions of the sources.</summary>
    public IEnumerable<NodeRef> Owners => Sources.Select(source => source.Id.Split('/')[0]).Distinct(StringComparer.Ordinal).Select(id => NodeRef.Of("institution", id));
}

/// <summary>Whether a purpose may be, and everything that was found about it, the gravest first.</summary>
public sealed record Decision(IReadOnlyList<Finding> Findings)
{
    /// <summary>The same, with what something else found.</summary>
    public Decision With(IEnumerable<Finding> more) => new([.. more.Concat(Findings).OrderByDescending(finding => (int)finding.Ruling)]);

    public Ruling Ruling => Findings.Count == 0 ? Ruling.Permitted : Findings[0].Ruling;

    /// <returns>Null when it is permitted, with or without obligations.</returns>
    public Refusal? ToRefusal()
    {
        if (Findings is not [{ Ruling: >= Ruling.NeedsCommittee } gravest, ..])
            return null;
        var names = string.Join(", ", gravest.Sources) + (gravest.MoreSources > 0 ? " …" : "");
        return gravest.Ruling == Ruling.Refused
            ? new(
                "conditions", 403,
                new($"{names} の利用条件（{gravest.Rule}）により使えません：{gravest.Because.Ja}", $"The conditions of {names} ({gravest.Rule}) do not permit this: {gravest.Because.En}"),
                new("用途を見直すか、プロジェクトとして、そのデータのページからデータアクセス委員会に申請してください。", "Reconsider the purpose, or apply as a project to the data access committee, on the page of the data."))
            : new(
                "needs-committee", 403,
                new($"{names} の利用条件（{gravest.Rule}）により、委員会の判断が必要です：{gravest.Because.Ja}", $"The conditions of {names} ({gravest.Rule}) need a committee's decision: {gravest.Because.En}"),
                new("プロジェクトとして、そのデータのページからデータアクセス委員会に申請してください。", "Apply as a project to the data access committee, on the page of the data."));
    }
}
