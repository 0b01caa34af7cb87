using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.Tokens;

namespace Tsumugi.Institutions.SignIn;

/// <summary>Reads an access token: <c>Authorization: Bearer tsg_…</c>, or as the password of Basic. The secret itself reaches neither claims nor logs.</summary>
internal sealed class TokenSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, HubDb db, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "AccessToken";

    public const string PersonClaim = "tsumugi:person";
    public const string ScopeClaim = "tsumugi:scope";
    public const string LimitsClaim = "tsumugi:limits";
    public const string ExpiryClaim = "tsumugi:expires";
    public const string ProjectClaim = "tsumugi:project";
    public const string TokenClaim = "tsumugi:token";

    public static bool IsPresent(HttpContext context) => SentToken.Read(context.Request.Headers.Authorization.ToString()) is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint()?.Metadata.GetMetadata<ReadsOwnTokens>() is not null
            || SentToken.Read(Request.Headers.Authorization.ToString()) is not { } secret)
            return AuthenticateResult.NoResult();
        var token = await CheckToken.RunAsync(db, secret, clock.GetUtcNow().UtcDateTime, Context.RequestAborted);
        if (token.Refused)
        {
            Context.Features.Set(new TokenRefused(token.Refusal!));
            return AuthenticateResult.Fail(token.Refusal!.Code);
        }

        Claim[] claims =
        [
            new(PersonClaim, token.Value.PersonId),
            new(ScopeClaim, token.Value.Scope.ToString()),
            new(TokenClaim, token.Value.Id),
            .. token.Value.Limits is { } limits ? [new Claim(LimitsClaim, JsonSerializer.Serialize(limits))] : Array.Empty<Claim>(),
            .. token.Value.ProjectId is { } project ? [new Claim(ProjectClaim, project)] : Array.Empty<Claim>(),
            new(ExpiryClaim, token.Value.ExpiresAt.ToString("O", CultureInfo.InvariantCulture)),
        ];
        return AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = Context.Features.Get<TokenRefused>()?.Refusal ?? Gate.AskSignedIn(Caller.Anonymous)!;
        return refusal.ToProblem().ExecuteAsync(Context);
    }
}

/// <summary>Why the token of this request was not taken.</summary>
internal sealed record TokenRefused(Refusal Refusal);

/// <summary>A request with a token that is not good is answered at once, rather than treated as nobody's.</summary>
internal sealed class RefuseBadTokens(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<TokenRefused>() is { } refused ? refused.Refusal.ToProblem().ExecuteAsync(context) : next(context);
}
