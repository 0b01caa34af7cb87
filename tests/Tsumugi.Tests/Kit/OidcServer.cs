using System.Diagnostics;
using System.Text.Json;
using Tsumugi.Hub;

namespace Tsumugi.Tests.Kit;

/// <summary>Another maker's OpenID provider on loopback; whoever types a name there is that subject.</summary>
public sealed class OidcServer : IAsyncLifetime
{
    public const string Secret = "a-client-secret-that-must-not-be-logged";

    private static readonly Dictionary<string, object> People = new()
    {
        ["taro"] = new { email = "taro@univ.example", name = "山田 太郎", orcid = "https://orcid.org/0000-0002-1825-0097" },
        ["jiro"] = new { email = "hanako@example.org", name = "次郎" },
        ["silent"] = new { },
    };

    private Process _process = null!;

    public Uri Address { get; private set; } = null!;

    public OidcProvider Provider(string name, string? institution) => new()
    {
        Name = name,
        Title = new("試験大学", "Test University"),
        Authority = Address,
        ClientId = "hub",
        ClientSecret = Secret,
        Institution = institution,
    };

    public async ValueTask InitializeAsync()
    {
        var environment = new Dictionary<string, string> { ["SECRET"] = Secret, ["PEOPLE"] = JsonSerializer.Serialize(People) };
        _process = await NodeClient.ServeAsync("oidc.mjs", environment, TestContext.Current.CancellationToken);
        Address = new(await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The OpenID provider did not start."));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
