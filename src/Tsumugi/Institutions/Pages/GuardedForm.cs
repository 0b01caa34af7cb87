using Microsoft.AspNetCore.Components;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Pages;

/// <summary>One form of a page, which asks in the caller's name.</summary>
public abstract class GuardedForm : RefusableForm
{
    [Parameter, EditorRequired]
    public Caller Caller { get; set; } = Caller.Anonymous;

    [Inject]
    protected HubDb Db { get; private set; } = null!;
}
