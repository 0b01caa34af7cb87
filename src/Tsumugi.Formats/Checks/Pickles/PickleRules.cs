namespace Tsumugi.Formats.Checks.Pickles;

internal static class PickleRules
{
    private static readonly Wording UseSafetensors = new(
        "重みは safetensors 形式に変換して公開してください。読み込む側は、信頼できる相手のファイルに限り weights_only=True で読み込んでください。",
        "Convert the weights to safetensors. Whoever loads this file should know its author and pass weights_only=True.");

    private static readonly Wording Remove = new(
        "このファイルを読み込まないでください。心当たりがなければ、作成した計算機を調べてください。重みだけが必要なら safetensors 形式に書き直してください。",
        "Do not load this file. If the import is not yours, examine the machine that wrote it; if only weights are meant, write them as safetensors.");

    private static readonly Wording UploadAgain = new(
        "元のファイルのハッシュ値と照合し、一致しなければ再度アップロードしてください。一致する場合は、safetensors 形式に書き直してください。",
        "Compare the digest with the original and upload it again if they differ; if they agree, write the content anew, best as safetensors.");

    private static readonly Wording Explain = new(
        "管理者に内容と必要な理由を知らせるか、safetensors など、読み込むだけでは何も実行されない形式に書き直してください。",
        "Tell the person in charge what it is for, or use a format such as safetensors that runs nothing when it is read.");

    public static readonly CheckRule Present = new("pickle.present", Severity.Marked,
        new("pickle です。読み込むと任意の処理が実行され得る形式です。", "This is a pickle: a format that can run any program when it is loaded."), UseSafetensors);

    public static readonly CheckRule Dangerous = new("pickle.dangerous-import", Severity.Refused,
        new("読み込むと計算機を操作し得る {0} を呼び出す用意があります。", "It imports {0}, which can take over the machine that loads it."), Remove);

    public static readonly CheckRule Unknown = new("pickle.unknown-import", Severity.Held,
        new("安全と確認されていない {0} を読み込みます。", "It imports {0}, which is not known to be harmless."), Explain);

    public static readonly CheckRule Hidden = new("pickle.hidden-import", Severity.Refused,
        new("読み込む対象の名前が実行時に組み立てられ、ファイルから読み取れません。", "The name that it imports is computed while loading and cannot be read from the file."), Remove);

    public static readonly CheckRule Unfollowed = new("pickle.unfollowed-import", Severity.Held,
        new("ファイルが大きく、読み込む対象の名前を追いきれません。", "The pickle is too large for the name of an import to be followed."), Explain);

    public static readonly CheckRule ComputedCall = new("pickle.computed-call", Severity.Held,
        new("読み込みの途中で得た値を関数として呼び出します。", "It calls a value that it obtains while loading."), Explain);

    public static readonly CheckRule AltersImport = new("pickle.alters-import", Severity.Refused,
        new("読み込む側の {0} を書き換えます。", "It changes {0} in the program that loads it."), Remove);

    public static readonly CheckRule Extension = new("pickle.extension", Severity.Held,
        new("読み込む側の登録表(copyreg)の番号で対象を呼び出すため、何が読み込まれるか分かりません。",
            "It imports by a number of the reader's copyreg table, so what it imports cannot be told."), Explain);

    public static readonly CheckRule JoblibArrays = new("pickle.joblib-arrays", Severity.Held,
        new("joblib の配列が pickle の途中に埋め込まれており、ここから後は確認できません。", "A joblib array lies within the pickle; what follows it is not checked."), Explain);

    public static readonly CheckRule TooLarge = new("pickle.too-large", Severity.Held,
        new("値または名前が多すぎて、最後まで確認できません。", "It holds too many values or names at once to be checked to its end."), Explain);

    public static readonly CheckRule Bomb = new("pickle.bomb", Severity.Refused,
        new("{0} バイトの圧縮データが {1} バイトを超えて膨らみます。", "{0} compressed bytes expand to more than {1}."), UploadAgain);

    public static readonly CheckRule CutOff = new("pickle.cut-off", Severity.Refused,
        new("pickle が途中で切れています。", "The pickle ends before its STOP."), UploadAgain);

    public static readonly CheckRule Malformed = new("pickle.malformed", Severity.Refused,
        new("pickle として読めない箇所があります。", "The pickle is malformed here."), UploadAgain);

    public static readonly CheckRule Trailing = new("pickle.trailing", Severity.Marked,
        new("pickle の後に、pickle ではないバイトが続きます。", "Bytes that are no pickle follow the last one."), UploadAgain);

    public static readonly CheckRule Program = new("pickle.torchscript", Severity.Marked,
        new("TorchScript のプログラムを含みます。", "It holds a TorchScript program."), UseSafetensors);

    public static readonly CheckRule ObjectArray = new("npy.objects", Severity.Marked,
        new("NumPy のオブジェクト配列で、中身は pickle です。", "This NumPy array holds objects: its content is a pickle."),
        new("数値または固定長の文字列の配列に変換してください。", "Convert it to an array of numbers or of texts of fixed length."));

    public static readonly CheckRule NpyHeader = new("npy.header", Severity.Refused,
        new("NumPy のヘッダーが読めません。", "The NumPy header cannot be read."), UploadAgain);

    public static IReadOnlyList<CheckRule> All { get; } =
    [
        Present, Dangerous, Unknown, Hidden, Unfollowed, ComputedCall, AltersImport, Extension, JoblibArrays, TooLarge, Bomb, CutOff,
        Malformed, Trailing, Program, ObjectArray, NpyHeader,
    ];
}
