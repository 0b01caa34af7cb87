using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Institutions;
using Tsumugi.Institutions.SignIn;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Institutions;

/// <summary>Who is asking inside a circuit: no request, only the principal that opened it.</summary>
public sealed class CallersTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Circuit_knows_its_caller_and_notices_what_was_revoked()
    {
        await using var hub = await TestHub.StartAsync(
            new Room(services => services.AddScoped<AuthenticationStateProvider, Circuit>(), _ => { }));
        await hub.AddPersonAsync("hanako", false, "lab");
        await using var circuit = hub.Services.CreateAsyncScope();
        var account = await hub.UseDbAsync(db => db.Set<Account>().SingleAsync(Stop));
        ((Circuit)circuit.ServiceProvider.GetRequiredService<AuthenticationStateProvider>()).User = Principal(account);
        var callers = circuit.ServiceProvider.GetRequiredService<ICallers>();

        Assert.True((await callers.CurrentAsync(Stop)).Memberships.ContainsKey("lab"));
        await hub.UseDbAsync(db => db.Set<Membership>().ExecuteDeleteAsync(Stop));
        var without = await callers.CurrentAsync(Stop);
        Assert.True(without is { PersonId: "hanako", MayWrite: true, Memberships.Count: 0 });
        await hub.UseDbAsync(db => db.Set<Account>().ExecuteUpdateAsync(row => row.SetProperty(found => found.SecurityStamp, "changed"), Stop));
        Assert.False((await callers.CurrentAsync(Stop)).SignedIn);
    }

    [Fact]
    public async Task Asking_outside_requests_and_circuits_is_a_bug()
    {
        await using var hub = await TestHub.StartAsync();
        await using var scope = hub.Services.CreateAsyncScope();
        var callers = scope.ServiceProvider.GetRequiredService<ICallers>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => callers.CurrentAsync(Stop));
    }

    private static ClaimsPrincipal Principal(Account account) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, account.Id), new(new ClaimsIdentityOptions().SecurityStampClaimType, account.SecurityStamp!)], "cookie"));

    private sealed class Circuit : AuthenticationStateProvider
    {
        public ClaimsPrincipal User { get; set; } = new();

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(User));
    }
}
