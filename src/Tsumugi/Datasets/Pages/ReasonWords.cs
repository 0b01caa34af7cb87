using Tsumugi.Formats.Genes;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Pages;

/// <summary>What the quality report found, in words.</summary>
internal static class ReasonWords
{
    public static Words Of(DifferenceReason reason) => reason switch
    {
        DifferenceReason.UnknownTable => new("遺伝暗号の番号が未知", "unknown genetic code"),
        DifferenceReason.StartCodonNotInTable => new("開始コドンが遺伝暗号表にない", "start codon not in the table"),
        DifferenceReason.StartCodonOfPartialGene => new("端が欠けているのに M で始まる", "partial gene that begins with M"),
        DifferenceReason.InternalStop => new("途中に終止コドンがある", "stop codon within"),
        DifferenceReason.UndeclaredSelenocysteine => new("宣言のないセレノシステイン・ピロリシン", "selenocysteine or pyrrolysine not declared"),
        DifferenceReason.LengthNotMultipleOfThree => new("長さが 3 の倍数でない", "length is no multiple of three"),
        DifferenceReason.FrameshiftJoin => new("読み枠をずらす結合", "join out of frame"),
        DifferenceReason.AmbiguousBase => new("定まらない塩基を含む", "ambiguous base"),
        DifferenceReason.MissingStop => new("終止コドンがない", "stop codon missing"),
        DifferenceReason.DifferentResidues => new("長さは同じで残基が異なる", "other residues, same length"),
        DifferenceReason.DifferentLength => new("長さが異なる", "other length"),
        DifferenceReason.DeclaredException => new("例外が宣言されている", "declared exception"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    public static Words Of(RefusalReason reason) => reason switch
    {
        RefusalReason.RemoteSequence => new("配列の一部が別のレコードにある", "part of it lies in another record"),
        RefusalReason.UnjoinedOrder => new("order(…) は結合を意味しない", "order(…) does not say that the parts are joined"),
        RefusalReason.UncertainPosition => new("位置が定まらない", "uncertain position"),
        RefusalReason.CodonStart => new("/codon_start が 1〜3 でない", "/codon_start is not 1, 2 or 3"),
        RefusalReason.TranslationTable => new("/transl_table が整数でない", "/transl_table is no whole number"),
        RefusalReason.ProteinLetters => new("/translation にアミノ酸以外の文字がある", "/translation has letters that are no amino acids"),
        RefusalReason.RepeatedBases => new("同じ塩基を繰り返し数えている", "the same bases are taken again and again"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
