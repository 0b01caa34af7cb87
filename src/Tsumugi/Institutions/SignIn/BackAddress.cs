namespace Tsumugi.Institutions.SignIn;

/// <summary>Where to go after signing in: a path of this hub, and nothing else.</summary>
public static class BackAddress
{
    /// <returns>The address itself when it is local, otherwise the front page.</returns>
    public static string Local(string? back) => IsLocal(back) ? back! : "/";

    public static string SignInFrom(string pathAndQuery) => $"/sign-in?back={Uri.EscapeDataString(Local(pathAndQuery))}";

    // Browsers read a backslash as a slash and drop control characters, so "/\host" and "/<tab>/host" leave the hub.
    private static bool IsLocal(string? back) =>
        back is ['/', ..] && !back.StartsWith("//", StringComparison.Ordinal) && !back.Any(c => c == '\\' || char.IsControl(c));
}
