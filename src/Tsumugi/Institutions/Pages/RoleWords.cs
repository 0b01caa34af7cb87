using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions.Pages;

/// <summary>How roles and scopes are called on the pages.</summary>
internal static class RoleWords
{
    public static Words Of(string role) => role == "steward" ? new("管理者", "steward") : new("研究者", "researcher");

    public static Words OfScope(string scope) => scope switch
    {
        "write" => new("読み書き", "read and write"),
        "fine-grained" => new("対象を限る", "only some repositories"),
        _ => new("読み取りのみ", "read only"),
    };
}
