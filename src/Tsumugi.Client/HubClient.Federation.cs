using Tsumugi.Client.Federation;

namespace Tsumugi.Client;

/// <summary>Sites that train together, and what they train.</summary>
public sealed partial class HubClient
{
    public Task<IReadOnlyList<FederationSiteView>> FederationSitesAsync(CancellationToken stop) => GetAsync<IReadOnlyList<FederationSiteView>>("federation/sites", stop);

    public Task<EnrolmentView> EnrolSiteAsync(EnrolmentRequest request, CancellationToken stop) => PostAsync<EnrolmentRequest, EnrolmentView>("federation/sites", request, stop);

    public Task<FederationSiteView> RevokeSiteAsync(string site, CancellationToken stop) => PostAsync<object, FederationSiteView>($"federation/sites/{site}/revoke", new { }, stop);

    public Task<Paged<TrainingView>> TrainingsAsync(CancellationToken stop) => GetAsync<Paged<TrainingView>>("federation/trainings", stop);

    public Task<TrainingView> BeginTrainingAsync(TrainingRequest request, CancellationToken stop) => PostAsync<TrainingRequest, TrainingView>("federation/trainings", request, stop);

    public Task<TrainingView> TrainingAsync(string id, CancellationToken stop) => GetAsync<TrainingView>($"federation/trainings/{id}", stop);

    public Task<TrainingView> CancelTrainingAsync(string id, CancellationToken stop) => PostAsync<object, TrainingView>($"federation/trainings/{id}/cancel", new { }, stop);
}
