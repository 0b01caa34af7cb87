using Tsumugi.Datasets.Repositories;
using Tsumugi.Ui.Components;

namespace Tsumugi.Datasets.Pages;

/// <summary>Where a page stands among the pages of datasets.</summary>
internal static class DatasetCrumbs
{
    /// <param name="dataset">Null on the dataset's own page.</param>
    public static IReadOnlyList<Crumb> Under(Repository? dataset) =>
    [
        new("/datasets", new("データセット", "Datasets")),
        .. dataset is null ? [] : new[] { new Crumb($"/datasets/{dataset.Id}", dataset.Title) },
    ];
}
