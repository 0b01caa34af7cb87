namespace Tsumugi.Ui;

/// <summary>The style sheets of every page: one per concern, later ones win.</summary>
public static class StyleSheets
{
    public static readonly IReadOnlyList<string> InOrder =
    [
        "_content/Tsumugi/fonts/noto-sans-jp/noto-sans-jp.css",
        .. Array.ConvertAll(
            ["tokens", "theme", "base", "layout", "actions", "forms", "tables", "notices", "pieces", "badges", "prose", "charts", "calendar", "lineage", "print"],
            (string name) => $"_content/Tsumugi/css/{name}.css"),
    ];
}
