using System.Text.RegularExpressions;

namespace Tsumugi.Formats.Checks.Personal;

/// <summary>Values that look like a way to reach a person. The engine without backtracking keeps hostile cells cheap.</summary>
internal static partial class ValuePatterns
{
    private const RegexOptions Safe = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>Longer cells are texts; of those only the beginning is looked at.</summary>
    public const int MaxLength = 500;

    public static bool IsEmail(string value) => value.Contains('@', StringComparison.Ordinal) && Email.IsMatch(value);

    /// <summary>Divided or with a country's code, as numbers of measurement never are.</summary>
    public static bool IsPhone(string value) => value.Length is >= 10 and <= 25 && Phone.IsMatch(value) && value.Count(char.IsAsciiDigit) is >= 8 and <= 15;

    private static readonly Regex Email = new(@"(^|[\s<,;:""'(])[A-Za-z0-9._%+\-]{1,64}@([A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}($|[\s>,;:""')])", Safe);

    // 03-1234-5678, 090-1234-5678, (03) 1234-5678, 09012345678, +81 3 1234 5678, +1 (555) 010-9999
    private static readonly Regex Phone = new(
        @"^(0[1-9]\d{0,3}[-‐ー][0-9]{1,4}[-‐ー][0-9]{4}|\(0[1-9]\d{0,3}\) ?[0-9]{1,4}-[0-9]{4}|0[5789]0[0-9]{8}|\+[1-9][0-9]{0,2}([ .\-]?\(?[0-9]{1,5}\)?){2,5})$", Safe);
}
