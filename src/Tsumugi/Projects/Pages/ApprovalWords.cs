using Tsumugi.Client.Projects;
using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Projects.Pages;

/// <summary>How the states of an approval are called and look.</summary>
internal static class ApprovalWords
{
    public static (Words Title, Tone Tone) Of(string state) => state switch
    {
        "valid" => (new("有効", "Valid"), Tone.Good),
        "endsWithin60Days" => (new("60 日以内に期限", "Ends within 60 days"), Tone.Waiting),
        "endsWithin14Days" => (new("14 日以内に期限", "Ends within 14 days"), Tone.Bad),
        "pending" => (new("確認待ち", "To be confirmed"), Tone.Waiting),
        "notYet" => (new("開始前", "Not yet"), Tone.Waiting),
        "expired" => (new("期限切れ", "Expired"), Tone.Stopped),
        _ => (new("終了", "Ended"), Tone.Stopped),
    };

    /// <summary>What the project's people should do now; null when there is nothing.</summary>
    public static Words? Warning(ApprovalView approval) => approval.State switch
    {
        "endsWithin60Days" or "endsWithin14Days" => new(
            $"倫理審査の承認 {approval.Number} は {approval.Until:yyyy-MM-dd} に切れます。更新の手続きをして、新しい承認を登録してください。",
            $"The ethics approval {approval.Number} ends on {approval.Until:yyyy-MM-dd}. Renew it, and enter the new one."),
        "expired" => new(
            $"倫理審査の承認 {approval.Number} は {approval.Until:yyyy-MM-dd} に切れました。承認を求めるデータは新たに使えません。",
            $"The ethics approval {approval.Number} ended on {approval.Until:yyyy-MM-dd}. Nothing new may use data that ask for one."),
        "pending" => new(
            $"倫理審査の承認 {approval.Number} は、研究機関の管理者がまだ確認していません。",
            $"The ethics approval {approval.Number} waits for a steward of the institution to confirm it."),
        _ => null,
    };
}
