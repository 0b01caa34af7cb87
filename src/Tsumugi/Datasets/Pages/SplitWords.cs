using Tsumugi.Formats.Genes;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Pages;

/// <summary>For what a gene is used, in words.</summary>
internal static class SplitWords
{
    public static Words Of(string split) => split switch
    {
        GeneSplit.Train => new("学習用", "training"),
        GeneSplit.HeldOut => new("評価用", "held out"),
        _ => Words.Same(split),
    };
}
