using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli;

/// <summary>Addresses of hubs as people write them.</summary>
internal static class HubAddress
{
    public static readonly Uri Default = new("http://127.0.0.1:5270");

    /// <exception cref="FormatException">Not an absolute http or https address; the message says how to write it.</exception>
    public static Uri Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
        ? address
        : throw new FormatException(T(
            $"「{text}」はハブのアドレスではありません。http:// または https:// から書いてください。",
            $"'{text}' is no address of a hub: write it from http:// or https:// on."));
}
