using Microsoft.AspNetCore.Components;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Ui;

/// <summary>One part of the menu with its lines, seen from the page being rendered.</summary>
/// <param name="Current">For <c>aria-current</c>: <c>page</c> where the part has one line and this is its page, <c>true</c> on every other page of the part, otherwise null.</param>
internal sealed record MenuPart(Words Title, IReadOnlyList<MenuEntry> Entries, string? Current)
{
    /// <summary>A part of one line is that line.</summary>
    public bool IsSingle => Entries.Count == 1;

    public static IReadOnlyList<MenuPart> Of(IEnumerable<MenuEntry> entries, NavigationManager navigation) =>
    [
        .. entries.GroupBy(entry => entry.Group).OrderBy(group => group.Key).Select(group =>
        {
            MenuEntry[] lines = [.. group.OrderBy(entry => entry.Order)];
            var current = lines.Select(entry => CurrentOf(entry, navigation)).FirstOrDefault(current => current is not null);
            return new MenuPart(lines.Length == 1 ? lines[0].Title : TitleOf(group.Key), lines, lines.Length > 1 && current is not null ? "true" : current);
        }),
    ];

    public static string? CurrentOf(MenuEntry entry, NavigationManager navigation) =>
        navigation.Current(entry.Href) ?? (entry.Elsewhere.Any(beginning => navigation.Current(beginning) is not null) ? "true" : null);

    private static Words TitleOf(MenuGroup group) => group switch
    {
        MenuGroup.Search => new("検索", "Search"),
        MenuGroup.Projects => new("プロジェクト", "Projects"),
        MenuGroup.Data => new("データ", "Data"),
        MenuGroup.Instruments => new("機器と試料", "Instruments"),
        MenuGroup.Compute => new("計算", "Compute"),
        MenuGroup.Models => new("モデル", "Models"),
        MenuGroup.Results => new("成果", "Results"),
        MenuGroup.Learning => new("人材育成", "Learn"),
        MenuGroup.Programme => new("事業の運営", "Programme"),
        _ => throw new ArgumentOutOfRangeException(nameof(group), group, null),
    };
}
