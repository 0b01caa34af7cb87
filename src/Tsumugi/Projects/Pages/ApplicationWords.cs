using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Projects.Pages;

/// <summary>How the states of an application are called and look.</summary>
internal static class ApplicationWords
{
    public static (Words Title, Tone Tone) Of(string state) => state switch
    {
        "submitted" => (new("所属機関の承認待ち", "Waits for the institution"), Tone.Waiting),
        "endorsed" => (new("委員会の審査中", "Before the committee"), Tone.Waiting),
        "granted" => (new("利用を承認", "Granted"), Tone.Good),
        "over" => (new("期間終了", "Over"), Tone.Stopped),
        "refused" => (new("不承認", "Refused"), Tone.Bad),
        "revoked" => (new("承認の取り消し", "Revoked"), Tone.Bad),
        _ => (new("取り下げ", "Taken back"), Tone.Stopped),
    };

    public static Words OfSecurity(string level) => level == "high"
        ? new("高度：インターネットから切り離し、利用を記録し、施錠された部屋で使う", "High: no way to the internet, access recorded, a locked room")
        : new("標準：個人のアカウントと暗号化された保存先で使い、ほかへ複製しない", "Standard: accounts of one's own, encrypted disks, nothing copied elsewhere");
}
