using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Tsumugi.Hub;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Pages;

/// <summary>A part of the account page about the login with which its reader is signed in.</summary>
public abstract class AccountForm : ComponentBase
{
    [Inject]
    protected UserManager<Account> Accounts { get; private set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = null!;

    protected Account Account { get; private set; } = null!;

    protected Refusal? Refused { get; private set; }

    protected override async Task OnInitializedAsync() =>
        Account = await Accounts.GetUserAsync(Http.User) ?? throw new InvalidOperationException("The page was shown to nobody.");

    /// <returns>Whether it was not refused.</returns>
    protected bool Show(Refusal? refusal)
    {
        Refused = refusal;
        if (refusal is not null)
            Http.Response.StatusCode = refusal.Status;
        return refusal is null;
    }
}
