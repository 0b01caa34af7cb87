using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;

namespace Tsumugi.Datasets.Pages;

/// <summary>A dataset as it was typed in; kept as it is after a refusal.</summary>
/// <param name="Diseases">Terms apart by spaces or commas.</param>
internal sealed record DatasetEntry(
    string? Institution, string? Name, string? TitleJa, string? TitleEn, string? Card, string? Licence, string? Permission,
    string? Diseases, IReadOnlyList<string> Modifiers, string? Visibility)
{
    public DatasetRequest ToRequest() => new()
    {
        Institution = Institution ?? "",
        Name = Name?.Trim() ?? "",
        TitleJa = TitleJa ?? "",
        TitleEn = TitleEn ?? "",
        Card = Card ?? "",
        Licence = Licence?.Trim() ?? "",
        Permission = Permission ?? "",
        Diseases = ConditionsEntry.Terms(Diseases),
        Modifiers = Modifiers,
        Visibility = Visibility ?? "hub",
    };
}
