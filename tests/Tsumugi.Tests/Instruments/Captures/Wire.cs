using System.Net;
using System.Net.Sockets;

namespace Tsumugi.Tests.Instruments.Captures;

/// <summary>The network between an instrument and the hub: it can be cut after so many bytes, and mended.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _hub;
    private readonly Task _accepting;
    private long _left;
    private long _sent;

    /// <param name="bytes">That go to the hub before the cut.</param>
    public Wire(Uri hub, long bytes)
    {
        (_hub, _left) = (hub, bytes);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public bool IsCut => Interlocked.Read(ref _left) <= 0;

    /// <summary>Bytes that reached the hub.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public void Mend() => Interlocked.Exchange(ref _left, long.MaxValue / 2);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = PassAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task PassAsync(TcpClient near)
    {
        using var here = near;
        using var there = new TcpClient();
        await there.ConnectAsync(IPAddress.Loopback, _hub.Port, _end.Token);
        await Task.WhenAny(CopyAsync(here.GetStream(), there.GetStream(), counted: true), CopyAsync(there.GetStream(), here.GetStream(), counted: false));
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool counted)
    {
        var buffer = new byte[1 << 14];
        while (await from.ReadAsync(buffer, _end.Token) is > 0 and var read)
        {
            if (IsCut)
                return;
            if (counted)
            {
                Interlocked.Add(ref _left, -read);
                Interlocked.Add(ref _sent, read);
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
