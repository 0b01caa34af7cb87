using System.Diagnostics;
using System.Text.Json;
using Tsumugi.Hub;

namespace Tsumugi.Tests.Kit;

/// <summary>A mail server and a webhook's receiver of other makers on loopback. The receiver checks signatures, and is busy the first time.</summary>
public sealed class ToldServer : IAsyncLifetime
{
    public const string Password = "a-mail-password-that-must-not-be-logged";

    private Process _process = null!;

    public MailOptions Mail { get; private set; } = null!;

    public Uri Webhook { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _process = await NodeClient.ServeAsync("told.mjs", new Dictionary<string, string> { ["PASSWORD"] = Password }, TestContext.Current.CancellationToken);
        var ports = await NextAsync();
        Mail = new() { Host = "127.0.0.1", Port = ports.GetProperty("smtp").GetInt32(), From = "Tsumugi <hub@example.org>", User = "hub", Password = Password, Tls = false };
        Webhook = new($"http://127.0.0.1:{ports.GetProperty("web").GetInt32()}/told");
    }

    /// <summary>What came next; waits for it.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2));
        return JsonSerializer.Deserialize<JsonElement>(line ?? throw new InvalidOperationException("The mail server ended."));
    }

    public Task UseSecretAsync(string secret) => _process.StandardInput.WriteLineAsync(secret);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
