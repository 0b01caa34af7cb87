using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tsumugi.Ui;

/// <summary>A path of this hub; anything else becomes the front page.</summary>
public readonly record struct LocalPath(string? Asked)
{
    // Browsers read a backslash as a slash and drop control characters, so "/\host" and "/<tab>/host" leave the hub.
    public string Value =>
        Asked is ['/', ..] && !Asked.StartsWith("//", StringComparison.Ordinal) && !Asked.Any(c => c == '\\' || char.IsControl(c)) ? Asked : "/";

    internal RedirectHttpResult Redirect() => TypedResults.LocalRedirect(Value);
}
