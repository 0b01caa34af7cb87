namespace Tsumugi.Formats.Checks.Archives;

internal static class ArchiveRules
{
    private static readonly Wording PackAgain = new(
        "フォルダーの中で相対パスだけを使い、通常のファイルだけをまとめ直してください。",
        "Pack it again from within its folder, with relative paths and plain files only.");

    private static readonly Wording UploadAgain = new(
        "元のファイルのハッシュ値と照合し、一致しなければ再度アップロードしてください。一致する場合は、まとめ直してください。",
        "Compare the digest with the original and upload it again if they differ; if they agree, pack it again.");

    private static readonly Wording Unpacked = new(
        "展開したファイルをそのままアップロードしてください。", "Upload the files unpacked.");

    public static readonly CheckRule Escape = new("archive.path-escape", Severity.Refused,
        new("項目「{0}」が展開先のフォルダーの外を指します。", "The entry '{0}' leads out of the folder it is unpacked in."), PackAgain);

    public static readonly CheckRule LinkOut = new("archive.link-escape", Severity.Refused,
        new("リンク「{0}」が展開先のフォルダーの外を指すか、外を指さないことを確認できません。", "The link '{0}' leads out of the folder, or cannot be shown not to."), PackAgain);

    public static readonly CheckRule ThroughLink = new("archive.through-link", Severity.Refused,
        new("項目「{0}」がリンクの下に置かれます。", "The entry '{0}' is placed beneath a link."), PackAgain);

    public static readonly CheckRule Link = new("archive.link", Severity.Marked,
        new("リンク「{0}」を含みます。", "It holds the link '{0}'."), PackAgain);

    public static readonly CheckRule Device = new("archive.device", Severity.Refused,
        new("項目「{0}」が装置または名前付きパイプです。", "The entry '{0}' is a device or a pipe."), PackAgain);

    public static readonly CheckRule Duplicate = new("archive.duplicate", Severity.Refused,
        new("同じ名前の項目「{0}」が二度あります。展開するソフトにより中身が変わります。", "The entry '{0}' is there twice: which one comes out depends on the program."), PackAgain);

    public static readonly CheckRule CaseOnly = new("archive.case-only", Severity.Marked,
        new("大文字と小文字だけが異なる項目「{0}」があります。", "The entry '{0}' differs from another by case only."), PackAgain);

    public static readonly CheckRule Bomb = new("archive.bomb", Severity.Refused,
        new("{0} バイトのファイルが {1} バイトを超え、{2} 倍以上に膨らみます。", "{0} bytes expand to more than {1}, and more than {2} times."), Unpacked);

    public static readonly CheckRule TooDeep = new("archive.too-deep", Severity.Refused,
        new("書庫の中の書庫が {0} 段を超えます。", "Archives lie in archives more than {0} deep."), Unpacked);

    public static readonly CheckRule TooMany = new("archive.too-many-entries", Severity.Refused,
        new("項目が {0} 個を超えます。", "It has more than {0} entries."), new("分けてまとめ直してください。", "Pack it in several archives."));

    public static readonly CheckRule Unread = new("archive.not-looked-into", Severity.Held,
        new("この圧縮形式または書庫の中身は確認できません。", "The checks cannot look into this kind of compression or archive."),
        new("zip、tar または gzip でまとめ直すか、展開したファイルをアップロードしてください。", "Pack it as zip, tar or gzip, or upload the files unpacked."));

    public static readonly CheckRule Encrypted = new("archive.encrypted", Severity.Held,
        new("項目「{0}」が暗号化されており、中身を確認できません。", "The entry '{0}' is encrypted and cannot be looked into."), Unpacked);

    public static readonly CheckRule InnerTooLarge = new("archive.inner-too-large", Severity.Held,
        new("中の zip が {0} バイトを超えるため、その中身を確認していません。", "The zip within is larger than {0} bytes and was not looked into."), Unpacked);

    public static readonly CheckRule Gzip = new("gzip.damaged", Severity.Refused,
        new("gzip のデータが壊れているか、途中で切れています。", "{0}"), UploadAgain);

    public static readonly CheckRule Zip = new("zip.malformed", Severity.Refused,
        new("zip の構造が壊れているか、途中で切れています。", "{0}"), UploadAgain);

    public static readonly CheckRule Overlap = new("zip.overlap", Severity.Refused,
        new("項目「{0}」のデータが、ほかの項目または目録と重なっています。", "The data of the entry '{0}' overlap another entry or the directory."), UploadAgain);

    public static readonly CheckRule TwoNames = new("zip.two-names", Severity.Refused,
        new("項目「{0}」の見出しが目録と食い違います。読むソフトにより中身が変わります。", "The header of the entry '{0}' contradicts the directory: what is read depends on the program."), UploadAgain);

    public static readonly CheckRule Content = new("zip.content", Severity.Refused,
        new("項目「{0}」の長さまたは検査値が、展開した中身と合いません。", "The entry '{0}' does not unpack to the length and checksum it states."), UploadAgain);

    public static readonly CheckRule Tar = new("tar.malformed", Severity.Refused,
        new("tar の構造が壊れているか、途中で切れています。", "{0}"), UploadAgain);

    public static readonly CheckRule TarEnd = new("tar.no-end", Severity.Marked,
        new("tar の終わりの印がありません。途中で切れている可能性があります。", "The tar lacks its end mark; it may be cut off."), UploadAgain);

    public static readonly CheckRule NotArchive = new("archive.none", Severity.Refused,
        new("名前は書庫ですが、中身は書庫ではありません。", "By its name it is an archive, by its content none."), UploadAgain);

    public static IReadOnlyList<CheckRule> All { get; } =
    [
        Escape, LinkOut, ThroughLink, Link, Device, Duplicate, CaseOnly, Bomb, TooDeep, TooMany, Unread, Encrypted, InnerTooLarge, Gzip, Zip,
        Overlap, TwoNames, Content, Tar, TarEnd, NotArchive,
    ];
}
