using System.Globalization;

namespace Tsumugi.Cli;

/// <summary>The terminal's language; one without any gets English.</summary>
internal static class TerminalLanguage
{
    private static bool Japanese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja";

    public static void Use()
    {
        var language = Environment.GetEnvironmentVariable("LC_ALL") ?? Environment.GetEnvironmentVariable("LANG") ?? "";
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture =
            CultureInfo.GetCultureInfo(language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? "ja" : "en");
    }

    public static string T(string ja, string en) => Japanese ? ja : en;
}
