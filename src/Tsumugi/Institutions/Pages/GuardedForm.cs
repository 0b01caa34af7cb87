using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Pages;

/// <summary>One form of a page: it asks in the caller's name, and shows its refusal or goes on.</summary>
public abstract class GuardedForm : ComponentBase
{
    [Parameter, EditorRequired]
    public Caller Caller { get; set; } = Caller.Anonymous;

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; private set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = null!;

    /// <summary>Why the form was refused.</summary>
    protected Refusal? Refused { get; private set; }

    protected CancellationToken Stop => Http.RequestAborted;

    /// <summary>Shows the refusal, or goes on.</summary>
    protected void End(Refusal? refusal, string next)
    {
        if (refusal is null)
            Navigation.NavigateTo(next);
        else
            Refuse(refusal);
    }

    protected void Refuse(Refusal refusal)
    {
        Refused = refusal;
        Http.Response.StatusCode = refusal.Status;
    }
}
