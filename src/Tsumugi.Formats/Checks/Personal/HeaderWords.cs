using System.Text;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Headings that announce personal data, in Japanese and English.</summary>
/// <remarks>"name" alone is left out: in life science it is a gene's, a compound's or a taxon's.</remarks>
internal static class HeaderWords
{
    private static readonly (Wording Kind, string Words)[] Table =
    [
        (new("氏名", "name"), "氏名 姓名 名前 お名前 姓 患者名 患者氏名 被験者名 被験者氏名 対象者氏名 対象者名 受診者名 本名 フリガナ ふりがな カナ氏名 氏名カナ 保護者名 full name|fullname|first name|firstname|last name|lastname|family name|given name|surname|patient name|subject name|participant name|donor name|maiden name"),
        (new("生年月日", "date of birth"), "生年月日 誕生日 出生日 birth date|birthdate|date of birth|dob|birthday|birth day"),
        (new("住所", "address"), "住所 現住所 郵便番号 address|home address|street address|postal code|postcode|zip code|zipcode"),
        (new("電話番号", "telephone"), "電話 電話番号 携帯 携帯電話 携帯番号 連絡先 phone|phone number|telephone|telephone number|tel|mobile|mobile phone|cell phone"),
        (new("メールアドレス", "e-mail"), "メール メールアドレス 電子メール eメール email|e mail|email address|e mail address|mail address"),
        (new("個人番号", "My Number"), "個人番号 マイナンバー my number|mynumber|individual number"),
        (new("診療上の番号", "medical record number"), "患者id 患者番号 カルテ番号 診察券番号 被保険者番号 保険証番号 patient id|medical record number|mrn|insurance number|social security number|ssn|passport number"),
    ];

    private static readonly Dictionary<string, (string Word, Wording Kind)> ByWord = Build();

    /// <summary>The list's own word, never the file's; null when the heading announces nothing.</summary>
    public static (string Word, Wording Kind)? Of(string heading) => heading.Length <= 100 && ByWord.TryGetValue(Fold(heading), out var found) ? found : null;

    private static Dictionary<string, (string, Wording)> Build()
    {
        var words = new Dictionary<string, (string, Wording)>(StringComparer.Ordinal);
        foreach (var (kind, list) in Table)
        {
            // Japanese words are divided by spaces, English ones, which have spaces, by strokes.
            var parts = list.Split('|');
            var lead = parts[0].Split(' ');
            var japanese = lead.TakeWhile(word => word.Any(c => c > 0x7F)).ToList();
            foreach (var word in japanese.Append(string.Join(' ', lead.Skip(japanese.Count))).Concat(parts.Skip(1)))
                words[Fold(word)] = (word, kind);
        }
        return words;
    }

    /// <summary>Full and half width, case, and what divides words do not matter; nor does what stands in brackets.</summary>
    private static string Fold(string heading)
    {
        var folded = new StringBuilder();
        foreach (var c in Visible.Normalize(heading))
        {
            if (c is '(' or '[' or '【')
                break;
            if (char.IsLetterOrDigit(c) || c == 'ー')
                folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }
}
