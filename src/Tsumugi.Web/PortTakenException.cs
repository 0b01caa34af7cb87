using Tsumugi.Hub.Language;

namespace Tsumugi.Web;

/// <summary>The port that the hub should listen on is not to be had.</summary>
public sealed class PortTakenException(int port) : Exception($"Port {port} is taken.")
{
    public Words Reason { get; } = new(
        $"ポート {port} は使われています。そのプログラムを止めるか、--port で別の番号を指定してください。",
        $"Port {port} is in use; stop the program that uses it, or choose another with --port.");
}
