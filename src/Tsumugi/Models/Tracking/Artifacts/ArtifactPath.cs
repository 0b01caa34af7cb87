using System.Text;
using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Which paths an artifact may have. Pure.</summary>
public static class ArtifactPath
{
    public const int MostBytes = 1_000;

    /// <returns>Why the path of a file cannot be used, or null.</returns>
    public static Refusal? Fault(string path) =>
        IsSafe(path) ? null : Faults.Invalid(
            new($"ファイルのパス「{Shown(path)}」は使えません。", $"Invalid path: '{Shown(path)}'."),
            new($"{MostBytes} バイト以下の相対パスにし、「..」・制御文字・逆スラッシュを避けてください。",
                $"Use a relative path of at most {MostBytes} bytes, without '..', control characters and backslashes."));

    /// <returns>As <see cref="Fault"/>, but the root, which has no name, is fine.</returns>
    public static Refusal? FolderFault(string path) => path.Length == 0 ? null : Fault(path);

    private static bool IsSafe(string path) =>
        path.Length > 0 && Encoding.UTF8.GetByteCount(path) <= MostBytes
        && !path.Any(c => char.IsControl(c) || c == '\\')
        && !(path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static string Shown(string path) => new([.. path.Take(100).Select(c => char.IsControl(c) ? '?' : c)]);
}
