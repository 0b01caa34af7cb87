using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions;

/// <summary>What is said of an institution when it is registered or changed, as it was typed in or sent.</summary>
public sealed record InstitutionEntry
{
    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary>With or without <c>https://ror.org/</c> before it.</summary>
    public string? Ror { get; init; }

    /// <summary>A word of <see cref="InstitutionKind"/> in any case, or nothing.</summary>
    public string? Kind { get; init; }

    /// <summary>ISO 3166-1 alpha-2, or nothing.</summary>
    public string? Country { get; init; }

    /// <summary>Writes it into the institution; worth nothing when a fault was added.</summary>
    public void Read(Institution into, FieldFaults faults)
    {
        (into.NameJa, into.NameEn, into.Ror) = (NameJa.Trim(), NameEn.Trim(), RorOnly(Ror));
        (into.Kind, into.Country) = (ReadKind(faults), Country.OrNull()?.ToUpperInvariant());
        faults
            .Need(
                into.NameJa.Length is > 0 and <= 200, "nameJa",
                new("日本語の名称を 200 文字以内で入力してください。", "Enter the Japanese name, up to 200 characters."))
            .Need(
                into.NameEn.Length is > 0 and <= 200, "nameEn",
                new("英語の名称を 200 文字以内で入力してください。", "Enter the English name, up to 200 characters."))
            .Need(
                into.Ror is null || CheckDigits.IsRor(into.Ror), "ror",
                new("ROR の識別子ではありません。057zh3y96 のような形で、末尾 2 桁の検査数字まで確かめてください。", "This is no ROR identifier: write it like 057zh3y96, and check its last two digits."))
            .Need(into.Country is null || Countries.IsKnown(into.Country), "country", Countries.Rule);
    }

    private InstitutionKind? ReadKind(FieldFaults faults)
    {
        if (Kind.OrNull() is not { } word)
            return null;
        var known = NamedWord.TryRead<InstitutionKind>(word, out var kind);
        var words = string.Join(", ", Enum.GetNames<InstitutionKind>());
        faults.Need(known, "kind", new($"種別は次から選んでください：{words}。", $"Choose the kind from {words}."));
        return known ? kind : null;
    }

    private static string? RorOnly(string? text) => text.OrNull()?.Replace("https://ror.org/", "", StringComparison.OrdinalIgnoreCase);
}
