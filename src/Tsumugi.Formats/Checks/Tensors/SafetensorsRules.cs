namespace Tsumugi.Formats.Checks.Tensors;

/// <summary>The format's rules under the codes of the reader's faults; {0} is the fault in English.</summary>
internal static class SafetensorsRules
{
    private static readonly Wording WriteAgain = new(
        "元のファイルのハッシュ値と照合し、一致しなければ再度アップロードしてください。一致する場合は、書き出したプログラムの safetensors ライブラリーを更新して書き直してください。",
        "Compare the digest with the original and upload it again if they differ; if they agree, update the safetensors library that wrote it and write it anew.");

    public static IReadOnlyList<CheckRule> All { get; } =
    [
        Rule("safetensors.header-length", "ヘッダーの長さが、ファイルまたは形式の上限(100 MB)に収まりません。"),
        Rule("safetensors.header", "ヘッダーが UTF-8 の JSON として読めません。"),
        Rule("safetensors.duplicate", "ヘッダーに同じ名前が二度あります。"),
        Rule("safetensors.field", "ヘッダーの項目が形式の定めと異なります。"),
        Rule("safetensors.dtype", "要素の型が形式に定められていません。"),
        Rule("safetensors.shape", "形状の積が大きすぎるか、要素が整数のバイト数に収まりません。"),
        Rule("safetensors.span", "データの範囲の長さが、形状と型から求まる長さと異なります。"),
        Rule("safetensors.hole", "テンソルの間に、どのテンソルにも属さない隙間があります。"),
        Rule("safetensors.overlap", "テンソルのデータの範囲が重なっています。"),
        Rule("safetensors.cut-off", "テンソルのデータがファイルの終わりを越えています。ファイルが途中で切れています。"),
        Rule("safetensors.trailing", "最後のテンソルの後に、余分なバイトがあります。"),
    ];

    private static CheckRule Rule(string code, string ja) => new(code, Severity.Refused, new(ja, "{0}"), WriteAgain);
}
