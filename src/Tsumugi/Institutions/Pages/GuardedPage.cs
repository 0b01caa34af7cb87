using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Institutions.SignIn;

namespace Tsumugi.Institutions.Pages;

/// <summary>A page behind the gate: it asks before it loads anything, and sends whoever is not signed in to sign in.</summary>
public abstract class GuardedPage : RefusableForm
{
    [Inject]
    protected ICallers Callers { get; private set; } = null!;

    protected Caller Caller { get; private set; } = Caller.Anonymous;

    /// <summary>Why the page shows nothing of what it is about; null when it does.</summary>
    protected Refusal? Refusal { get; private set; }

    protected virtual Refusal? Ask(Caller caller) => Gate.AskSignedIn(caller);

    /// <summary>Called when the gate has let the caller in.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    protected sealed override async Task OnInitializedAsync()
    {
        Caller = await Callers.CurrentAsync(Stop);
        if (Ask(Caller) is { } refusal)
            Refuse(refusal);
        else
            await LoadAsync();
    }

    /// <summary>Takes the value, or refuses the whole page.</summary>
    protected T? Or<T>(Outcome<T> outcome)
        where T : class
    {
        if (!outcome.Refused)
            return outcome.Value;
        Refuse(outcome.Refusal!);
        return null;
    }

    private void Refuse(Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            Navigation.NavigateTo(BackAddress.SignInFrom("/" + Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
            return;
        }

        Refusal = refusal;
        SetStatus(refusal);
    }
}
