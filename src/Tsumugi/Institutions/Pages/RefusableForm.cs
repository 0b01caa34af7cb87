using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;

namespace Tsumugi.Institutions.Pages;

/// <summary>What is filled in on a page and can be refused: it then says why, and the page answers with the refusal's status.</summary>
public abstract class RefusableForm : ComponentBase
{
    [Inject]
    protected NavigationManager Navigation { get; private set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = null!;

    /// <summary>Why the form was refused.</summary>
    protected Refusal? Refused { get; private set; }

    protected CancellationToken Stop => Http.RequestAborted;

    /// <returns>Whether nothing was refused.</returns>
    protected bool Passed(Refusal? refusal)
    {
        Refused = refusal;
        if (refusal is not null)
            SetStatus(refusal);
        return refusal is null;
    }

    /// <summary>Shows the refusal, or goes on.</summary>
    protected void End(Refusal? refusal, string next)
    {
        if (Passed(refusal))
            Navigation.NavigateTo(next);
    }

    /// <summary>Shows the refusal, or goes on to where the value is.</summary>
    protected void End<T>(Outcome<T> outcome, Func<T, string> next)
    {
        if (Passed(outcome.Refusal))
            Navigation.NavigateTo(next(outcome.Value));
    }

    protected void SetStatus(Refusal refusal)
    {
        if (!Http.Response.HasStarted)
            Http.Response.StatusCode = refusal.Status;
    }
}
