using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tsumugi.Bench.Registry;

/// <summary>nginx serving one folder by <c>sendfile</c>: what a machine can give at most.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx"];

    private readonly Process _process;

    private Nginx(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <exception cref="InvalidOperationException">When it is not installed.</exception>
    public static async Task<Nginx> StartAsync(string folder, CancellationToken ct)
    {
        var program = Programs.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("This bench needs nginx: install the package nginx-light.");
        var port = FreePort();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
              worker_processes auto;
              daemon off;
              user root;
              pid {{folder}}/nginx.pid;
              error_log {{folder}}/nginx.log;
              events { worker_connections 256; }
              http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                server { listen 127.0.0.1:{{port}}; root {{folder}}; }
              }
              """,
            ct);
        var process = Process.Start(program, ["-c", configuration]);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, ct);
                return new(process, new($"http://127.0.0.1:{port}"));
            }
            catch (SocketException)
            {
                await Task.Delay(50, ct);
            }
        }

        throw new InvalidOperationException("nginx does not answer.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
