using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Routes;

/// <summary>What a page's script asks for before it turns to a device. The cookie is SameSite=Lax: no other site can ask in somebody's name.</summary>
internal static class PasskeyRoutes
{
    public static async Task<IResult> New(HttpContext http, ICallers callers, UserManager<Account> accounts, Passkeys passkeys)
    {
        if (Gate.AskOwn(await callers.CurrentAsync(http.RequestAborted)) is { } refusal)
            return refusal.ToProblem();
        return await accounts.GetUserAsync(http.User) is { } account
            ? TypedResults.Content(await passkeys.CreationOptionsAsync(account), MediaTypeNames.Application.Json)
            : TypedResults.NotFound();
    }

    public static async Task<IResult> Ask(Passkeys passkeys) => TypedResults.Content(await passkeys.RequestOptionsAsync(), MediaTypeNames.Application.Json);
}
