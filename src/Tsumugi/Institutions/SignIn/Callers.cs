using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Builds the caller from what is on record now: claims only say which login or token it is.</summary>
/// <remarks>Reads through a context of its own, because a circuit outlives any one context and may ask at any time.</remarks>
internal sealed class Callers(
    IHttpContextAccessor http, IServiceProvider services, IServiceScopeFactory scopes, IOptions<IdentityOptions> identity) : ICallers
{
    public async Task<Caller> CurrentAsync(CancellationToken stop)
    {
        var user = await UserAsync();
        if (user.Identity?.IsAuthenticated != true)
            return Caller.Anonymous;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await db.Database.OpenConnectionAsync(stop);
        return user.FindFirstValue(TokenSignIn.PersonClaim) is { } personId
            ? WithToken(await FromAsync(db, db.Set<Person>().Where(row => row.Id == personId), stop), user)
            : await FromAsync(db, OfAccount(db, user), stop);
    }

    /// <summary>A person without a token's limits, for whoever was given a permit; anonymous once the person is gone.</summary>
    public static Task<Caller> OfPersonAsync(HubDb db, string personId, CancellationToken stop) => FromAsync(db, db.Set<Person>().Where(row => row.Id == personId), stop);

    // Inside a circuit there is either no request, or only the one that opened the web socket.
    private async Task<ClaimsPrincipal> UserAsync() => http.HttpContext is { WebSockets.IsWebSocketRequest: false } request
        ? request.User
        : services.GetService<AuthenticationStateProvider>() is { } state
            ? (await state.GetAuthenticationStateAsync()).User
            : new();

    private static Caller WithToken(Caller caller, ClaimsPrincipal user) => Limited(caller, user) with
    {
        ProjectId = user.FindFirstValue(TokenSignIn.ProjectClaim),
        TokenId = user.FindFirstValue(TokenSignIn.TokenClaim),
        TokenExpiresAt = DateTime.Parse(
            user.FindFirstValue(TokenSignIn.ExpiryClaim)!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
    };

    // What a token names is worth nothing once its person has left the institution.
    private static Caller Limited(Caller caller, ClaimsPrincipal user)
    {
        if (user.FindFirstValue(TokenSignIn.LimitsClaim) is not { } text)
            return caller with { MayWrite = user.HasClaim(TokenSignIn.ScopeClaim, nameof(TokenScope.Write)) };
        var limits = JsonSerializer.Deserialize<TokenLimits>(text)!
            .Where(target => caller.IsOperator || caller.Memberships.ContainsKey(TokenLimits.InstitutionOf(target)!));
        return caller with
        {
            Only = limits,
            MayWrite = limits.Writes.Count > 0,
            IsOperator = false,
            Memberships = caller.Memberships.Where(row => limits.Institutions.Contains(row.Key)).ToDictionary(),
        };
    }

    // The stamp changes with the password: cookies issued before are worth nothing from then on.
    private IQueryable<Person> OfAccount(HubDb db, ClaimsPrincipal user)
    {
        var id = user.FindFirstValue(ClaimTypes.NameIdentifier);
        var stamp = user.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        return from account in db.Set<Account>()
               join person in db.Set<Person>() on account.PersonId equals person.Id
               where account.Id == id && account.SecurityStamp == stamp
               select person;
    }

    private static async Task<Caller> FromAsync(HubDb db, IQueryable<Person> found, CancellationToken stop)
    {
        if (await found.AsNoTracking().SingleOrDefaultAsync(stop) is not { } person)
            return Caller.Anonymous;
        return new()
        {
            PersonId = person.Id,
            Name = person.Name,
            IsOperator = person.IsOperator,
            Memberships = await db.Set<Membership>()
                .Where(row => row.PersonId == person.Id)
                .ToDictionaryAsync(row => row.InstitutionId, row => row.Role, stop),
        };
    }
}
