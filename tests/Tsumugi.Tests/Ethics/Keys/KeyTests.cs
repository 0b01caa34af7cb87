using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Ethics;
using Tsumugi.Hub.Signing;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Ethics.Keys;

/// <summary>The hub's keys change, and what earlier ones signed stays valid until they are retired.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private TestHub _hub = null!;

    private HubSigner Signer => _hub.Services.GetRequiredService<HubSigner>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        await _hub.AddPersonAsync("boss", isOperator: true);
        await _hub.AddPersonAsync("hanako");
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task New_key_signs_and_earlier_ones_verify_until_they_are_retired()
    {
        var before = Signer.Sign("granted");
        using var boss = _hub.Client(await _hub.TokenAsync("boss"));
        var rotated = await PostAsync(boss, "keys");
        Assert.NotEqual(before.KeyId, rotated.Signing);
        Assert.Equal([.. new[] { before.KeyId, rotated.Signing }.Order(StringComparer.Ordinal)], rotated.Published);
        var after = Signer.Sign("granted");
        Assert.Equal(rotated.Signing, after.KeyId);
        Assert.True(Signer.Verify("granted", before));
        Assert.True(Signer.Verify("granted", after));

        var retired = await PostAsync(boss, $"keys/{before.KeyId}/retire", new RetireRequest("A copy was left on a laptop"));
        Assert.Equal((rotated.Signing, before.KeyId), (retired.Signing, Assert.Single(retired.Retired)));
        Assert.False(Signer.Verify("granted", before));
        Assert.True(Signer.Verify("granted", after));
        Assert.DoesNotContain(before.KeyId, await (await boss.GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Stop)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(["key.rotated", "key.retired"], await _hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind.StartsWith("key.")).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop)));

        // The same from the files, as after a start.
        var again = new HubSigner(_hub.Options);
        Assert.Equal(rotated.Signing, again.SigningKey);
        Assert.False(again.Verify("granted", before));
        Assert.True(again.Verify("granted", after));
        Assert.Equal([before.KeyId], again.RetiredKeys());
    }

    [Fact]
    public async Task Retiring_the_key_that_signs_makes_a_new_one()
    {
        var only = Signer.SigningKey;
        using var boss = _hub.Client(await _hub.TokenAsync("boss"));
        var retired = await PostAsync(boss, $"keys/{only}/retire", new RetireRequest("lost"));
        Assert.NotEqual(only, retired.Signing);
        Assert.Equal([retired.Signing], retired.Published);
        Assert.Equal(retired.Signing, Signer.Sign("x").KeyId);
    }

    [Fact]
    public async Task Keys_are_the_operators_alone_and_a_reason_is_needed()
    {
        using var hanako = _hub.Client(await _hub.TokenAsync("hanako"));
        using var boss = _hub.Client(await _hub.TokenAsync("boss"));
        var key = Signer.SigningKey;
        Assert.Equal(HttpStatusCode.Forbidden, (await hanako.PostAsJsonAsync("/api/v1/keys", new { }, Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await hanako.PostAsJsonAsync($"/api/v1/keys/{key}/retire", new RetireRequest("why"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await boss.PostAsJsonAsync($"/api/v1/keys/{key}/retire", new RetireRequest(" "), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await boss.PostAsJsonAsync("/api/v1/keys/other/retire", new RetireRequest("why"), Stop)).StatusCode);
        Assert.Equal(key, Signer.SigningKey);
    }

    private static async Task<KeysView> PostAsync(HttpClient client, string path, object? body = null)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/{path}", body ?? new { }, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<KeysView>(Stop))!;
    }
}
