using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Withdrawals.Pages;

/// <summary>One form of a withdrawal's page.</summary>
public abstract class WithdrawalForm : ComponentBase
{
    [Parameter, EditorRequired]
    public Withdrawal Withdrawal { get; set; } = null!;

    [Parameter, EditorRequired]
    public Caller Caller { get; set; } = Caller.Anonymous;

    [Inject]
    protected HubDb Db { get; private set; } = null!;

    [CascadingParameter]
    protected HttpContext Http { get; private set; } = null!;

    /// <summary>Why the form was refused.</summary>
    protected Refusal? Refused { get; private set; }

    protected CancellationToken Stop => Http.RequestAborted;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Shows the refusal, or the page anew.</summary>
    protected void End(Refusal? refusal)
    {
        Refused = refusal;
        if (refusal is null)
            Navigation.NavigateTo(Navigation.Uri);
        else
            Http.Response.StatusCode = refusal.Status;
    }
}
