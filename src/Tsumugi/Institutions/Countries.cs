using System.Collections.Frozen;
using System.Globalization;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions;

/// <summary>Countries by their codes of ISO 3166-1 alpha-2, as the platform's locale data know them.</summary>
public static class Countries
{
    private static readonly FrozenSet<string> Known = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name).TwoLetterISORegionName)
        .Where(code => code.Length == 2 && code.All(char.IsAsciiLetterUpper))
        .ToFrozenSet(StringComparer.Ordinal);

    public static Words Rule { get; } = new("国は ISO 3166-1 の 2 文字（例：JP）で書いてください。", "Write the country as the two letters of ISO 3166-1, for example JP.");

    public static bool IsKnown(string code) => Known.Contains(code);
}
