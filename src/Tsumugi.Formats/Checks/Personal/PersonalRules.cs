namespace Tsumugi.Formats.Checks.Personal;

internal static class PersonalRules
{
    private static readonly Wording AskEthics = new(
        "倫理審査の承認と提供者の同意で公開が認められているかを確かめ、管理者に確認を求めてください。認められない場合は削除するか、公開範囲を制限してください。",
        "See whether the ethics approval and the donors' consent allow it, and ask the person in charge to look. If not, remove the file or restrict who may reach it.");

    private static readonly Wording RemoveColumn = new(
        "その列を削除するか、対応表を別に保管した仮名の番号に置き換えてください。公開してよい情報であれば、管理者に確認を求めてください。",
        "Remove the column, or put pseudonymous numbers in its place and keep the key elsewhere. If it may be public, ask the person in charge to look.");

    private static readonly Wording UploadAgain = new(
        "元のファイルのハッシュ値と照合し、再度アップロードしてください。", "Compare the digest with the original and upload it again.");

    public static readonly CheckRule Genotypes = new("personal.genotypes", Severity.Held,
        new("{0} 人分の試料の列(遺伝子型)があります。", "It has the sample columns (genotypes) of {0} individuals."), AskEthics);

    public static readonly CheckRule Reads = new("personal.reads", Severity.Held,
        new("配列リードに {0} 件の試料名(@RG SM、リードグループ {1} 件)が付いています。", "Its reads carry {0} sample names (@RG SM) in {1} read groups."), AskEthics);

    public static readonly CheckRule ReadsUnnamed = new("personal.reads-unnamed", Severity.Marked,
        new("試料名のない配列リードです。ヒト由来であれば個人識別符号に当たることがあります。", "These are reads without a sample name. If they are human, they may identify a person."), AskEthics);

    public static readonly CheckRule Email = new("personal.email", Severity.Held,
        new("{0} 列目にメールアドレスらしい値が {1} 件あります。", "Column {0} has {1} values like e-mail addresses."), RemoveColumn);

    public static readonly CheckRule Phone = new("personal.phone", Severity.Held,
        new("{0} 列目に電話番号らしい値が {1} 件あります。", "Column {0} has {1} values like telephone numbers."), RemoveColumn);

    public static readonly CheckRule MyNumber = new("personal.my-number", Severity.Held,
        new("{0} 列目に個人番号(マイナンバー)らしい値が {1} 件あります。", "Column {0} has {1} values like Japanese Individual Numbers (My Number)."),
        new("個人番号は法律で定められた目的のほかに保管も提供もできません。直ちにその列を削除してください。",
            "Such a number may be neither kept nor given away but for the purposes of the law. Remove the column at once."));

    public static readonly CheckRule Column = new("personal.column", Severity.Held,
        new("{0} 列目の見出し「{2}」は個人情報({3})を示し、値が {1} 件あります。", "The heading '{2}' of column {0} announces personal data ({4}); it has {1} values."), RemoveColumn);

    public static readonly CheckRule Header = new("personal.header", Severity.Refused,
        new("ファイルの見出しが壊れているか途中で切れており、個人の情報の有無を確認できません。", "The file's header is malformed or cut off, so nothing can be said of personal data."), UploadAgain);

    public static readonly CheckRule HeaderUnread = new("personal.header-unread", Severity.Held,
        new("見出しの圧縮形式を読めないため、個人の情報の有無を確認できません。", "The header is compressed in a way the checks do not undo, so nothing can be said of personal data."), AskEthics);

    public static readonly CheckRule RowTooLong = new("personal.row-too-long", Severity.Held,
        new("長すぎる行があり、そこから後は個人の情報の有無を確認していません。", "A row is too long; from there on nothing was looked at for personal data."),
        new("引用符の対応を確かめ、行に分けて書き直してください。", "See whether a quotation mark lacks its partner, and write the table in rows."));

    public static IReadOnlyList<CheckRule> All { get; } =
        [Genotypes, Reads, ReadsUnnamed, Email, Phone, MyNumber, Column, Header, HeaderUnread, RowTooLong];
}
