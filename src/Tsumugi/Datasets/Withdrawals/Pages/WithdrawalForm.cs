using Microsoft.AspNetCore.Components;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Institutions.Pages;

namespace Tsumugi.Datasets.Withdrawals.Pages;

/// <summary>One form of a withdrawal's page.</summary>
public abstract class WithdrawalForm : GuardedForm
{
    [Parameter, EditorRequired]
    public Withdrawal Withdrawal { get; set; } = null!;

    /// <summary>Shows the refusal, or the page anew.</summary>
    protected void End(Refusal? refusal) => End(refusal, Navigation.Uri);
}
