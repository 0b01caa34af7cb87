using Tsumugi.Hub.Language;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Requests;

/// <summary>Words for requests, the same on every page.</summary>
internal static class RequestWords
{
    public static Words Of(RequestState state) => state switch
    {
        RequestState.Open => new("計画を募集中", "Open for plans"),
        RequestState.Planned => new("計測中", "Being measured"),
        RequestState.Answered => new("データあり", "Answered"),
        RequestState.Closed => new("終了", "Closed"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Tone ToneOf(RequestState state) => state switch
    {
        RequestState.Open => Tone.Waiting,
        RequestState.Planned => Tone.Live,
        RequestState.Answered => Tone.Good,
        _ => Tone.Stopped,
    };

    public static Words Of(PlanState state) => state switch
    {
        PlanState.Offered => new("提案", "Offered"),
        PlanState.Accepted => new("承諾", "Accepted"),
        PlanState.Declined => new("見送り", "Declined"),
        PlanState.Withdrawn => new("取り下げ", "Taken back"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Words Techniques(IReadOnlyList<string> ids) => ids.Count == 0 ? Words.Same("—")
        : new(string.Join("、", ids.Select(id => Technique.NameOf(id).Ja)), string.Join(", ", ids.Select(id => Technique.NameOf(id).En)));
}
