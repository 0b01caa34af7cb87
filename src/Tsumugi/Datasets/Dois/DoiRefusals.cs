using Tsumugi.Hub;

namespace Tsumugi.Datasets.Dois;

internal static class DoiRefusals
{
    public static Refusal NoAgency { get; } = Refusal.Conflict(
        "no-doi-agency",
        new("このハブには DOI の登録機関が設定されていません。", "This hub has no agency to register DOIs with."),
        new("ハブの運用担当者に依頼してください（TSUMUGI_DOI_AGENCY）。", "Ask an operator of the hub (TSUMUGI_DOI_AGENCY)."));

    public static Refusal Published(string doi) => Refusal.Conflict(
        "doi-published",
        new($"{doi} は公開済みです。予約に戻すことはできません。", $"{doi} is published and cannot become a draft again."),
        new("引用させたくないときは、理由を書いて取り下げてください。", "Withdraw it, with a reason, if it is not to be cited."));

    public static Refusal NotPublished(string doi) => Refusal.Conflict(
        "doi-not-published",
        new($"{doi} は公開されていません。", $"{doi} is not published."),
        new("取り下げられるのは公開中の DOI だけです。", "Only a DOI that is findable can be withdrawn."));
}
