using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Dois.Pages;

/// <summary>States of DOIs and of their deposits, in words.</summary>
internal static class DoiWords
{
    public static Words Of(DoiState state) => state switch
    {
        DoiState.Draft => new("予約", "Reserved"),
        DoiState.Findable => new("公開", "Published"),
        _ => new("取り下げ", "Withdrawn"),
    };

    public static Tone ToneOf(DoiState state) => state switch
    {
        DoiState.Draft => Tone.Neutral,
        DoiState.Findable => Tone.Good,
        _ => Tone.Stopped,
    };

    public static Words Deposit(string state) => state switch
    {
        "sent" => new("登録済み", "Registered"),
        "refused" => new("受け付けられませんでした", "Refused"),
        _ => new("送信待ち", "Waiting to be sent"),
    };

    public static Tone ToneOf(string deposit) => deposit switch
    {
        "sent" => Tone.Good,
        "refused" => Tone.Bad,
        _ => Tone.Waiting,
    };
}
