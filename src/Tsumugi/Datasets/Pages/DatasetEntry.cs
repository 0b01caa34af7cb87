using Tsumugi.Client.Datasets;

namespace Tsumugi.Datasets.Pages;

/// <summary>A dataset as it was typed in, its conditions aside; kept as it is after a refusal.</summary>
internal sealed record DatasetEntry(string? Institution, string? Name, string? TitleJa, string? TitleEn, string? Card, string? Visibility)
{
    public DatasetRequest ToRequest() => new()
    {
        Institution = Institution ?? "",
        Name = Name?.Trim() ?? "",
        TitleJa = TitleJa ?? "",
        TitleEn = TitleEn ?? "",
        Card = Card ?? "",
        Licence = "",
        Permission = "",
        Visibility = Visibility ?? "hub",
    };
}
