using System.Diagnostics;
using Tsumugi.Hub;

namespace Tsumugi.Tests.Kit;

/// <summary>Another maker's S3 server on loopback, with one bucket.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-s3-").FullName;
    private Process _process = null!;

    public Uri Address { get; private set; } = null!;

    public S3Options Options(string prefix) => new() { Endpoint = Address, Bucket = "hub", Prefix = prefix, AccessKey = "S3RVER", SecretKey = "S3RVER" };

    public async ValueTask InitializeAsync()
    {
        // It names pages of a list by DES, which today's OpenSSL has only on request.
        var environment = new Dictionary<string, string> { ["FOLDER"] = _folder, ["BUCKET"] = "hub", ["NODE_OPTIONS"] = "--openssl-legacy-provider" };
        _process = await NodeClient.ServeAsync("s3.mjs", environment, TestContext.Current.CancellationToken);
        Address = new(await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The S3 server did not start."));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
