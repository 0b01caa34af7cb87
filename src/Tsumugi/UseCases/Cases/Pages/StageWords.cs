using Tsumugi.Hub.Language;
using Tsumugi.Ui.Components;

namespace Tsumugi.UseCases.Cases.Pages;

/// <summary>How the stages of a use case are called, how they look and what each asks for.</summary>
internal static class StageWords
{
    public static (Words Title, Tone Tone) Of(UseCaseStage stage) => stage switch
    {
        UseCaseStage.Idea => (new("構想", "Idea"), Tone.Neutral),
        UseCaseStage.Tried => (new("試行", "Tried"), Tone.Live),
        UseCaseStage.Validated => (new("検証済み", "Validated"), Tone.Good),
        _ => (new("利用中", "In use"), Tone.Good),
    };

    public static Words Asks(UseCaseStage stage) => stage switch
    {
        UseCaseStage.Idea => new("これから試すもの。成果には数えません。", "Still to be tried; counted nowhere."),
        UseCaseStage.Tried => new("使ったモデルと、利用・ジョブなどの根拠が要ります。", "Needs its models, and a use or a job that shows it."),
        UseCaseStage.Validated => new("評価結果か論文が要ります。", "Needs a result or a publication besides."),
        _ => new("利用している人からの手紙が要ります。", "Needs a letter of those who use it besides."),
    };
}
