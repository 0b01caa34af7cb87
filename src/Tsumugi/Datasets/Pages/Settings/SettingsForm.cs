using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Pages.Settings;

/// <summary>One form of a repository's settings.</summary>
public abstract class SettingsForm : ComponentBase
{
    [Parameter, EditorRequired]
    public Repository Repository { get; set; } = null!;

    [Parameter, EditorRequired]
    public Caller Caller { get; set; } = Caller.Anonymous;

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = null!;

    /// <summary>Why the form was refused.</summary>
    protected Refusal? Refused { get; private set; }

    protected CancellationToken Stop => Http.RequestAborted;

    protected string Home => $"/{Repository.Kind}s/{Repository.Id}";

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Shows the refusal, or goes on.</summary>
    protected void End(Refusal? refusal, string next)
    {
        Refused = refusal;
        if (refusal is null)
            Navigation.NavigateTo(next);
        else
            Http.Response.StatusCode = refusal.Status;
    }
}
