namespace Tsumugi.Formats.Checks.Sniffing;

internal static class KindRules
{
    public static readonly CheckRule Mismatch = new("kind.mismatch", Severity.Marked,
        new("ファイル名は {0} を示しますが、中身は {1} です。", "The name says {0}, but the content is {1}."),
        new("拡張子を中身に合わせるか、正しいファイルをアップロードしてください。", "Give the file the ending of its content, or upload the file that was meant."));

    public static readonly CheckRule Empty = new("kind.empty", Severity.Marked,
        new("ファイルが空です。", "The file is empty."),
        new("アップロードが途中で止まっていないか、元のファイルを確かめてください。", "See whether the original is empty too, or whether the upload stopped."));

    public static IReadOnlyList<CheckRule> All { get; } = [Mismatch, Empty];
}
