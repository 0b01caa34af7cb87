using System.Net;
using System.Net.Sockets;

namespace Tsumugi.Hub.Web;

/// <summary>Connects to addresses that people entered. Where they lead is looked at when the connection is made: a name may point inwards later.</summary>
public static class OutwardConnection
{
    /// <param name="inside">Whether they may lead into the hub's own network.</param>
    /// <returns>A handler that follows no redirect.</returns>
    public static SocketsHttpHandler Handler(bool inside) => new()
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, inside, stop),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, bool inside, CancellationToken stop)
    {
        var addresses = await Dns.GetHostAddressesAsync(to.Host, stop);
        if (!inside && Array.Exists(addresses, IsInside))
            throw new InsideException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Loopback, link-local, private and carrier-grade addresses (RFC 1918, 4193, 6598), which only the hub's own network reaches.</summary>
    private static bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any))
            return true;
        return plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [var first, var second, ..]
            && (first is 10 or 0 || (first == 172 && second is >= 16 and < 32) || (first, second) is (192, 168) or (169, 254) || (first == 100 && second is >= 64 and < 128));
    }
}

/// <summary>What the handler throws, within its own exception, for an address that leads inwards.</summary>
public sealed class InsideException() : IOException("The address leads into the hub's own network.");
