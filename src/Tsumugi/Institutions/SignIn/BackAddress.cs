using Tsumugi.Ui;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Where to go after signing in: a path of this hub, and nothing else.</summary>
public static class BackAddress
{
    /// <returns>The address itself when it is local, otherwise the front page.</returns>
    public static string Local(string? back) => new LocalPath(back).Value;

    public static string SignInFrom(string pathAndQuery) => $"/sign-in?back={Uri.EscapeDataString(Local(pathAndQuery))}";
}
