namespace Tsumugi.Formats.Checks.Paths;

internal static class PathRules
{
    private static readonly Wording Rename = new("名前を変えてアップロードし直してください。", "Rename it and upload it again.");

    public static readonly CheckRule Empty = Rule("path.empty", "パスが空であるか、空の部分(//、先頭や末尾の /)があります。", "The path is empty or has an empty part (//, a stroke at its beginning or end).");
    public static readonly CheckRule Climbs = Rule("path.dots", "パスに「.」または「..」だけの部分があります。", "The path has a part that is '.' or '..'.");
    public static readonly CheckRule Drive = Rule("path.absolute", "パスがドライブ名で始まります。", "The path begins with a drive letter.");
    public static readonly CheckRule Backslash = Rule("path.backslash", "パスに逆斜線(\\)があります。Windows では別の場所を指します。", "The path has a backslash; on Windows it means another place.");
    public static readonly CheckRule Control = Rule("path.control", "パスに制御文字、または文字の向きや幅を変える見えない文字(U+{0})があります。", "The path has a control character or an invisible one that changes direction or width (U+{0}).");
    public static readonly CheckRule Character = Rule("path.character", "パスに Windows で使えない文字(< > : \" | ? *)があります。", "The path has a character that Windows does not allow (< > : \" | ? *).");
    public static readonly CheckRule NotUnicode = Rule("path.unicode", "パスが Unicode として正しくありません。", "The path is not valid Unicode.");

    public static readonly CheckRule NotComposed = new("path.not-nfc", Severity.Refused,
        new("パスが Unicode 正規化形式 C(NFC)ではありません。macOS で作った濁点付きの名前によく見られます。", "The path is not in Unicode normalization form C (NFC), as often with names from macOS."),
        new("名前を NFC に変換してアップロードし直してください(例: convmv -f utf8 -t utf8 --nfc)。", "Convert the names to NFC and upload again, for example with convmv -f utf8 -t utf8 --nfc."));

    public static readonly CheckRule Reserved = Rule("path.reserved", "Windows の予約名(CON、NUL、COM1 など)が含まれます。", "The path has a name reserved on Windows (CON, NUL, COM1…).");
    public static readonly CheckRule Trailing = Rule("path.trailing", "パスの部分が点または空白で終わります。Windows では取り除かれます。", "A part of the path ends in a point or a space, which Windows drops.");
    public static readonly CheckRule Git = Rule("path.git", "「.git」という部分があります。手元のリポジトリの設定が書き換えられます。", "The path has a part '.git', which would overwrite a repository's own settings.");
    public static readonly CheckRule TooLong = Rule("path.too-long", "パスが UTF-8 で {0} バイトを超えます。", "The path is longer than {0} bytes in UTF-8.");
    public static readonly CheckRule PartTooLong = Rule("path.part-too-long", "パスの部分が UTF-8 で {0} バイトを超えます。", "A part of the path is longer than {0} bytes in UTF-8.");
    public static readonly CheckRule Twice = Rule("path.twice", "同じパスが二度あります。", "The path is there twice.");
    public static readonly CheckRule CaseOnly = Rule("path.case-only", "「{0}」と大文字・小文字だけが異なります。Windows と macOS では同じファイルになります。", "It differs from '{0}' by case only; on Windows and macOS they are one file.");
    public static readonly CheckRule FileAndFolder = Rule("path.file-and-folder", "「{0}」がファイルでもフォルダーでもあります。", "'{0}' is both a file and a folder.");

    public static IReadOnlyList<CheckRule> All { get; } =
    [
        Empty, Climbs, Drive, Backslash, Control, Character, NotUnicode, NotComposed, Reserved, Trailing, Git, TooLong, PartTooLong, Twice,
        CaseOnly, FileAndFolder,
    ];

    private static CheckRule Rule(string code, string ja, string en) => new(code, Severity.Refused, new(ja, en), Rename);
}
