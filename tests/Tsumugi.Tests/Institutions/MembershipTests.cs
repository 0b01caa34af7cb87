using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Institutions;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Institutions;

public sealed class MembershipTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revoked_membership_is_gone_with_the_next_request()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako", false, "lab");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var hanako = hub.Client(await hub.TokenAsync("hanako"));
        async Task<string> RolesAsync() => string.Join(
            ',', (await hanako.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!.Memberships.Select(row => $"{row.Institution}:{row.Role}"));

        Assert.Equal("lab:researcher", await RolesAsync());
        (await boss.PutAsJsonAsync("/api/v1/institutions/lab/members/hanako", new NewMembership("steward"), Stop)).EnsureSuccessStatusCode();
        Assert.Equal("lab:steward", await RolesAsync());
        (await boss.DeleteAsync("/api/v1/institutions/lab/members/hanako", Stop)).EnsureSuccessStatusCode();
        Assert.Equal("", await RolesAsync());

        var events = await hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == "person:hanako").OrderBy(row => row.Seq).ToListAsync(Stop));
        Assert.Equal(["membership.granted", "membership.revoked"], events.Select(row => row.Kind));
        Assert.Equal("""[["person:hanako","memberOf","institution:lab"]]""", events[0].Ties);
        Assert.All(events, row => Assert.Equal("person:boss", row.Actor));
    }

    [Fact]
    public async Task Granting_the_same_role_again_writes_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako", false, "lab");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        (await boss.PutAsJsonAsync("/api/v1/institutions/lab/members/hanako", new NewMembership("researcher"), Stop)).EnsureSuccessStatusCode();
        Assert.False(await hub.UseDbAsync(db => db.Set<EventRow>().AnyAsync(row => row.Kind == "membership.granted", Stop)));
    }

    [Theory]
    [InlineData("researcher", true)]
    [InlineData("Steward", true)]
    [InlineData("1", false)]
    [InlineData("owner", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Role_is_read_by_its_word(string? text, bool known) => Assert.Equal(known, GrantMembership.TryRead(text, out _));
}
