using Tsumugi.Ethics.Terms;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Ethics;

/// <summary>A data access committee decided that one rule of one source does not stand in the way of a project, until a day.</summary>
/// <param name="Source">The dataset or model whose rule it is, without a revision.</param>
/// <param name="Rule">As <see cref="Finding.Rule"/>; or <see cref="OfPerson"/>.</param>
/// <param name="Until">The last day.</param>
/// <param name="Decision">The decision itself, on the thread.</param>
public sealed record Grant(NodeRef Source, string Rule, DateOnly Until, NodeRef Decision)
{
    /// <summary>A visa says that somebody may use the data, not what for: it stands for a committee's decision and for an approved user, and lifts nothing else.</summary>
    public const string OfPerson = "person";

    public bool Lifts(Finding finding) => Rule == finding.Rule
        || (Rule == OfPerson && (finding.Ruling == Ruling.NeedsCommittee || finding.Rule == DuoTerms.Of(Modifier.UserSpecific).Code));

    public Words Because => Rule == OfPerson
        ? new($"あなたが提示したビザ（ControlledAccessGrants、{Decision.Id}）により {Until:yyyy-MM-dd} まで使えます。発行元が付けた条件を守ってください。",
            $"A visa that you presented (ControlledAccessGrants, {Decision.Id}) lets you use it until {Until:yyyy-MM-dd}; keep to the terms of its source.")
        : new($"データアクセス委員会の決定（{Decision.Id}）により {Until:yyyy-MM-dd} まで使えます。決定に付けられた条件を守ってください。",
            $"A data access committee decided ({Decision.Id}) that it may be used until {Until:yyyy-MM-dd}; keep to the terms of the decision.");
}
