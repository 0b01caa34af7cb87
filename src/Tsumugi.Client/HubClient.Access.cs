using System.Net.Http.Json;
using Tsumugi.Client.Ethics;
using Tsumugi.Client.Projects;

namespace Tsumugi.Client;

/// <summary>Who may use data: applications, passports, and the keys that sign them.</summary>
public sealed partial class HubClient
{
    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    /// <param name="id"><c>institution/name</c>.</param>
    /// <returns>One for each source whose conditions stand in the way.</returns>
    public Task<IReadOnlyList<ApplicationView>> ApplyAsync(string kind, string id, NewApplication request, CancellationToken stop) =>
        PostAsync<NewApplication, IReadOnlyList<ApplicationView>>($"{kind}s/{id}/applications", request, stop);

    /// <param name="waiting">Only those that wait for you.</param>
    public Task<IReadOnlyList<ApplicationView>> ApplicationsAsync(bool waiting, CancellationToken stop) =>
        GetAsync<IReadOnlyList<ApplicationView>>(waiting ? "applications?waiting=true" : "applications", stop);

    public Task<ApplicationView> ApplicationAsync(string id, CancellationToken stop) => GetAsync<ApplicationView>($"applications/{id}", stop);

    public Task<ApplicationView> EndorseAsync(string id, CancellationToken stop) => PostAsync<object, ApplicationView>($"applications/{id}/endorse", new { }, stop);

    public Task<ApplicationView> VoteAsync(string id, NewVote vote, CancellationToken stop) => PostAsync<NewVote, ApplicationView>($"applications/{id}/votes", vote, stop);

    public Task<ApplicationView> RenewAsync(string id, RenewalRequest request, CancellationToken stop) => PostAsync<RenewalRequest, ApplicationView>($"applications/{id}/renew", request, stop);

    public Task<ApplicationView> ReportUseAsync(string id, string report, CancellationToken stop) =>
        PostAsync<ApplicationText, ApplicationView>($"applications/{id}/report", new(report), stop);

    public Task<ApplicationView> WithdrawApplicationAsync(string id, CancellationToken stop) => PostAsync<object, ApplicationView>($"applications/{id}/withdraw", new { }, stop);

    public Task<ApplicationView> RevokeGrantAsync(string id, string reason, CancellationToken stop) =>
        PostAsync<ApplicationText, ApplicationView>($"applications/{id}/revoke", new(reason), stop);

    /// <summary>Your own passport as one signed token.</summary>
    public Task PassportAsync(Stream destination, CancellationToken stop) => CopyAsync("passport/token", destination, stop);

    public Task<IReadOnlyList<VisaResult>> PresentPassportAsync(string passport, CancellationToken stop) =>
        PostAsync<PassportRequest, IReadOnlyList<VisaResult>>("passport/visas", new(passport), stop);

    public Task<IReadOnlyList<VisaView>> VisasAsync(CancellationToken stop) => GetAsync<IReadOnlyList<VisaView>>("passport/visas", stop);

    public Task<IReadOnlyList<IssuerView>> IssuersAsync(CancellationToken stop) => GetAsync<IReadOnlyList<IssuerView>>("issuers", stop);

    public Task<IssuerView> TrustIssuerAsync(IssuerRequest request, CancellationToken stop) => PostAsync<IssuerRequest, IssuerView>("issuers", request, stop);

    public Task<IssuerView> EndTrustAsync(string issuer, CancellationToken stop) => PostAsync<EndTrustRequest, IssuerView>("issuers/end", new(issuer), stop);

    public Task LinkIdentityAsync(IdentityRequest request, CancellationToken stop) => PostAsync("identities", request, stop);

    public Task UnlinkIdentityAsync(IdentityRequest request, CancellationToken stop) => PostAsync("identities/end", request, stop);

    public Task<KeysView> KeysAsync(CancellationToken stop) => GetAsync<KeysView>("keys", stop);

    public Task<KeysView> RotateKeyAsync(CancellationToken stop) => PostAsync<object, KeysView>("keys", new { }, stop);

    public Task<KeysView> RetireKeyAsync(string key, string reason, CancellationToken stop) =>
        PostAsync<RetireRequest, KeysView>($"keys/{Uri.EscapeDataString(key)}/retire", new(reason), stop);

    private async Task PostAsync<TRequest>(string address, TRequest request, CancellationToken stop)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(address, UriKind.Relative), request, Json, stop);
        await ThrowIfRefusedAsync(response, stop);
    }
}
