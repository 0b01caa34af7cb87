namespace Tsumugi.Formats.Checks.Personal;

/// <summary>The Japanese Individual Number: eleven digits and a check digit (Ordinance 85 of 2014 of the Ministry of Internal
/// Affairs and Communications, article 5).</summary>
internal static class MyNumber
{
    public const int Length = 12;

    public static bool Is(ReadOnlySpan<char> value)
    {
        Span<int> digits = stackalloc int[Length];
        var count = 0;
        foreach (var c in value)
        {
            if (c is '-' or ' ' && count % 4 == 0 && count > 0)
                continue;
            if (!char.IsAsciiDigit(c) || count == Length)
                return false;
            digits[count++] = c - '0';
        }
        return count == Length && digits[..11].ContainsAnyExcept(digits[0]) && digits[11] == CheckDigit(digits[..11]);
    }

    /// <summary>Counted from the right: digit n weighs n + 1 up to the sixth, n - 5 from the seventh; 11 less the remainder by
    /// 11, and 0 for a remainder of 0 or 1.</summary>
    private static int CheckDigit(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var n = 1; n <= 11; n++)
            sum += digits[11 - n] * (n <= 6 ? n + 1 : n - 5);
        return sum % 11 <= 1 ? 0 : 11 - sum % 11;
    }
}
