using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Pages;

/// <summary>A part of the account page about the login with which its reader is signed in.</summary>
public abstract class AccountForm : RefusableForm
{
    [Inject]
    protected UserManager<Account> Accounts { get; private set; } = null!;

    protected Account Account { get; private set; } = null!;

    protected override async Task OnInitializedAsync() =>
        Account = await Accounts.GetUserAsync(Http.User) ?? throw new InvalidOperationException("The page was shown to nobody.");
}
