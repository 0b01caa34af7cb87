using Microsoft.AspNetCore.Components;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions.Pages;

namespace Tsumugi.Datasets.Pages.Settings;

/// <summary>One form of a repository's settings.</summary>
public abstract class SettingsForm : GuardedForm
{
    [Parameter, EditorRequired]
    public Repository Repository { get; set; } = null!;

    protected string Home => $"/{Repository.Kind}s/{Repository.Id}";
}
