using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tsumugi.Bench.Registry;

/// <summary>A client that does nothing but receive, so that the servers are what is measured.</summary>
internal static class RawDownload
{
    private const int BufferBytes = 1 << 20;

    /// <returns>Bytes of the body.</returns>
    public static long Run(Uri address, string path, string? token)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4 * BufferBytes };
        socket.Connect(address.Host, address.Port);
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{authorization}Connection: close\r\n\r\n"));
        var buffer = new byte[BufferBytes];
        var (filled, end) = (0, -1);
        while (end < 0)
        {
            filled += socket.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
            end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
        }

        var head = Encoding.ASCII.GetString(buffer, 0, end);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            throw new InvalidOperationException(head);
        var length = long.Parse(
            head.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..], CultureInfo.InvariantCulture);
        long received = filled - end - 4;
        while (received < length)
        {
            var read = socket.Receive(buffer);
            if (read == 0)
                throw new InvalidOperationException($"{address}: the body ended after {received} of {length} bytes.");
            received += read;
        }

        return received;
    }

    /// <returns>Bytes of all bodies together.</returns>
    public static long Run(Uri address, string path, string? token, int clients)
    {
        long received = 0;
        var threads = Enumerable.Range(0, clients).Select(_ => new System.Threading.Thread(() => Interlocked.Add(ref received, Run(address, path, token)))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return received;
    }
}
