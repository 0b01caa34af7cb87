using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>There are none here, and who asks for one is told so before anything is sent.</summary>
internal static class PullRequests
{
    public static Refusal Refusal { get; } = new(
        "no-pull-requests", StatusCodes.Status403Forbidden,
        new("このハブにはプルリクエストとディスカッションがありません。", "This hub has no pull requests or discussions."),
        new("ブランチを作り、そこにコミットしてください。", "Make a branch and commit there."));

    public static bool Asked(HttpContext context) => context.Request.Query["create_pr"].ToString() is "1" or "true" or "True";

    public static IResult Refuse() => Refusal.ToProblem();
}
