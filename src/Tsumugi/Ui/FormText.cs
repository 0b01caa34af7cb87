using System.Globalization;

namespace Tsumugi.Ui;

/// <summary>What a form's texts hold.</summary>
internal static class FormText
{
    /// <summary>One thing a line, without those that are empty.</summary>
    public static IReadOnlyList<string> Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <returns>-1 for what is no number, or a larger one than any field takes: each of them refuses it.</returns>
    public static decimal Number(string? text) =>
        decimal.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number : -1;
}
