using System.Text.RegularExpressions;

namespace Tsumugi.Institutions;

/// <summary>Check digits of the identifiers of people and institutions. Pure.</summary>
public static partial class CheckDigits
{
    private const string Crockford = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>ORCID: sixteen digits in fours, the last by ISO/IEC 7064 MOD 11-2 (support.orcid.org, "Structure of the ORCID identifier").</summary>
    public static bool IsOrcid(string text)
    {
        if (!OrcidPattern().IsMatch(text))
            return false;
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        var total = digits[..15].Aggregate(0, (sum, digit) => (sum + (digit - '0')) * 2);
        var check = (12 - (total % 11)) % 11;
        return digits[15] == (check == 10 ? 'X' : (char)('0' + check));
    }

    /// <summary>ROR: a zero, six characters of Crockford's base 32, two digits by ISO/IEC 7064 MOD 97-10 (ror.readme.io/docs/identifier).</summary>
    public static bool IsRor(string text)
    {
        if (!RorPattern().IsMatch(text))
            return false;
        var number = text[1..7].Aggregate(0L, (sum, letter) => (sum * 32) + Crockford.IndexOf(letter, StringComparison.Ordinal));
        return 98 - (number * 100 % 97) == int.Parse(text[7..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static bool IsErad(string text) => EradPattern().IsMatch(text);

    /// <summary>e-Rad researcher number: the first of eight digits is the sum of the others modulo 10, every second one doubled. It is not published, and some numbers that are in use may break it: worth a warning, no refusal.</summary>
    public static bool EradFits(string text) => text[0] - '0' == text[1..].Select((digit, at) => (digit - '0') * (at % 2 == 0 ? 1 : 2)).Sum() % 10;

    [GeneratedRegex("^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$", RegexOptions.NonBacktracking)]
    private static partial Regex OrcidPattern();

    [GeneratedRegex("^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$", RegexOptions.NonBacktracking)]
    private static partial Regex RorPattern();

    [GeneratedRegex("^[0-9]{8}$", RegexOptions.NonBacktracking)]
    private static partial Regex EradPattern();
}
