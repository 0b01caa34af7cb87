using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Filters;

/// <summary>Whether a search shows what was deleted.</summary>
internal static class ViewTypes
{
    /// <returns>A condition on the column; empty for all.</returns>
    public static Outcome<string> Where(string? view, string deleted) => view switch
    {
        null or "" or "ACTIVE_ONLY" or "1" => $" AND {deleted} = 0",
        "DELETED_ONLY" or "2" => $" AND {deleted} = 1",
        "ALL" or "3" => "",
        _ => Faults.Invalid(new($"view_type「{view}」は使えません。", $"'{view}' is no view type; use ACTIVE_ONLY, DELETED_ONLY or ALL.")),
    };
}
