using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Pages.Access;

/// <summary>How a repository's files are had, in words.</summary>
internal static class AccessWords
{
    public static Words Of(Gating gating) => gating switch
    {
        Gating.Automatic => new("利用目的を書いて申請すると、すぐにファイルを使えるようになります。", "Whoever says what for has the files at once."),
        Gating.Manual => new("ファイルを使うには申請が必要です。所有機関が一件ずつ判断します。", "The files are had on request; the owning institution decides on each."),
        _ => new("このリポジトリを見られる人は、申請なしでファイルを使えます。", "Whoever may see this repository may have its files."),
    };
}
