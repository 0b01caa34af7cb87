using System.Globalization;

namespace Tsumugi.Hub.Language;

/// <summary>One text in both of the hub's languages, written side by side where it is used, so that neither is an afterthought.</summary>
/// <remarks>Rendered in the reader's language by <see cref="ToString"/>; see docs/decisions/0002-two-languages-side-by-side.md.</remarks>
public readonly record struct Words(string Ja, string En)
{
    /// <summary>The text in the language of the current request.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);

    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "ja" ? Ja : En;

    /// <summary>Short form for pages: <c>@T("検索", "Search")</c>.</summary>
    public static Words T(string ja, string en) => new(ja, en);

    /// <summary>The same text in both languages: a name, a code, a number.</summary>
    public static Words Same(string text) => new(text, text);
}
