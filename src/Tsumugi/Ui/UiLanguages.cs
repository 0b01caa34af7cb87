using System.Globalization;

namespace Tsumugi.Ui;

/// <summary>The languages of the pages.</summary>
public static class UiLanguages
{
    public const string First = "ja";

    /// <summary>Code → the language's name in itself.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string> { ["ja"] = "日本語", ["en"] = "English" };

    public static IList<CultureInfo> Cultures => [.. Names.Keys.Select(CultureInfo.GetCultureInfo)];
}
