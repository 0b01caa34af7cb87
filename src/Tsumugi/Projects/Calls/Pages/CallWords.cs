using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.Projects.Calls.Pages;

/// <summary>How the states of calls and proposals are called and look.</summary>
internal static class CallWords
{
    public static (Words Title, Tone Tone) Of(string state) => state switch
    {
        "scheduled" => (new("受付前", "Not open yet"), Tone.Waiting),
        "open" => (new("受付中", "Open"), Tone.Live),
        _ => (new("締切済み", "Closed"), Tone.Stopped),
    };

    public static (Words Title, Tone Tone) Of(ProposalState state) => state switch
    {
        ProposalState.Draft => (new("下書き", "Draft"), Tone.Neutral),
        ProposalState.Submitted => (new("審査中", "Under review"), Tone.Waiting),
        ProposalState.Withdrawn => (new("取り下げ", "Taken back"), Tone.Stopped),
        ProposalState.Awarded => (new("採択", "Awarded"), Tone.Good),
        _ => (new("不採択", "Declined"), Tone.Bad),
    };
}
