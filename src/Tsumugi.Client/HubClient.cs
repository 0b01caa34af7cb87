using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Datasets;
using Tsumugi.Client.Ethics;
using Tsumugi.Client.Evaluation;
using Tsumugi.Client.Institutions;
using Tsumugi.Client.Models;
using Tsumugi.Client.Projects;
using Tsumugi.Client.Thread;
using Tsumugi.Client.UseCases;

namespace Tsumugi.Client;

/// <summary>Speaks to a hub over its programming interface, with an access token.</summary>
/// <remarks>Every method throws <see cref="HubRefusedException"/> when the hub refuses, <see cref="HttpRequestException"/> when it cannot be reached.</remarks>
public sealed partial class HubClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    private readonly HttpClient _http;

    /// <param name="hub">The hub's address, for example <c>http://127.0.0.1:5270</c>.</param>
    public HubClient(Uri hub, string token)
    {
        // Bringing data in takes as long as the file is large.
        _http = new() { BaseAddress = new(hub, "/api/v1/"), Timeout = TimeSpan.FromHours(6) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ja" ? "ja" : "en");
    }

    public Task<WhoAmI> WhoAmIAsync(CancellationToken stop) => GetAsync<WhoAmI>("whoami", stop);

    public Task<InstitutionView> CreateInstitutionAsync(NewInstitution request, CancellationToken stop) =>
        PostAsync<NewInstitution, InstitutionView>("institutions", request, stop);

    public Task<Paged<RepositorySummary>> DatasetsAsync(CancellationToken stop) => GetAsync<Paged<RepositorySummary>>("datasets", stop);

    public Task<RepositoryView> DatasetAsync(string id, CancellationToken stop) => GetAsync<RepositoryView>($"datasets/{id}", stop);

    public Task<RepositorySummary> CreateDatasetAsync(DatasetRequest request, CancellationToken stop) =>
        PostAsync<DatasetRequest, RepositorySummary>("datasets", request, stop);

    /// <param name="dataset"><c>institution/name</c>.</param>
    public async Task<RevisionView> ImportGenesAsync(string dataset, string fileName, Stream file, CancellationToken stop)
    {
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await _http.PostAsync(
            new Uri($"datasets/{dataset}/genes?file={Uri.EscapeDataString(fileName)}", UriKind.Relative), content, stop);
        return await ReadAsync<RevisionView>(response, stop);
    }

    /// <param name="dataset"><c>institution/name</c>.</param>
    public Task<WithdrawalView> WithdrawDataAsync(string dataset, WithdrawalRequest request, CancellationToken stop) =>
        PostAsync<WithdrawalRequest, WithdrawalView>($"datasets/{dataset}/withdrawals", request, stop);

    /// <param name="dataset"><c>institution/name</c>.</param>
    public Task<IReadOnlyList<WithdrawalView>> WithdrawalsAsync(string dataset, CancellationToken stop) =>
        GetAsync<IReadOnlyList<WithdrawalView>>($"datasets/{dataset}/withdrawals", stop);

    public Task<WithdrawalView> ConfirmRevisionAsync(string withdrawal, ConfirmRevisionRequest request, CancellationToken stop) =>
        PostAsync<ConfirmRevisionRequest, WithdrawalView>($"withdrawals/{withdrawal}/confirmation", request, stop);

    /// <param name="page">From 1.</param>
    public Task<ImpactView> ImpactAsync(string withdrawal, int page, CancellationToken stop) =>
        GetAsync<ImpactView>(string.Create(CultureInfo.InvariantCulture, $"withdrawals/{withdrawal}?page={page}"), stop);

    public Task<Paged<RepositorySummary>> ModelsAsync(CancellationToken stop) => GetAsync<Paged<RepositorySummary>>("models", stop);

    public Task<RepositoryView> ModelAsync(string id, CancellationToken stop) => GetAsync<RepositoryView>($"models/{id}", stop);

    public Task<IReadOnlyList<BenchmarkView>> ResultsAsync(string model, CancellationToken stop) =>
        GetAsync<IReadOnlyList<BenchmarkView>>($"models/{model}/results", stop);

    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    public async Task DownloadAsync(string kind, string id, string revision, string path, Stream destination, CancellationToken stop)
    {
        var address = $"{kind}s/{id}/revisions/{revision}/files/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
        using var response = await _http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
        await ThrowIfRefusedAsync(response, stop);
        await response.Content.CopyToAsync(destination, stop);
    }

    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    public Task<IReadOnlyList<DoiView>> DoisAsync(string kind, string id, CancellationToken stop) => GetAsync<IReadOnlyList<DoiView>>($"{kind}s/{id}/dois", stop);

    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    public Task<DoiView> MintDoiAsync(string kind, string id, DoiRequest request, CancellationToken stop) =>
        PostAsync<DoiRequest, DoiView>($"{kind}s/{id}/dois", request, stop);

    /// <param name="doi"><c>prefix/suffix</c>.</param>
    public Task<DoiView> WithdrawDoiAsync(string doi, WithdrawRequest request, CancellationToken stop) =>
        PostAsync<WithdrawRequest, DoiView>($"dois/{doi}/withdraw", request, stop);

    /// <summary>A repository's history, a <see cref="HistoryLine"/> a line.</summary>
    public Task HistoryAsync(string kind, string id, Stream destination, CancellationToken stop) => CopyAsync($"{kind}s/{id}/history", destination, stop);

    /// <summary>One content of any revision.</summary>
    public Task ContentAsync(string kind, string id, string sha256, Stream destination, CancellationToken stop) =>
        CopyAsync($"{kind}s/{id}/contents/{sha256}", destination, stop);

    /// <returns>Which of some SHA-256 the hub lacks.</returns>
    public Task<List<string>> MissingContentsAsync(IReadOnlyCollection<string> contents, CancellationToken stop) =>
        PostAsync<IReadOnlyCollection<string>, List<string>>("contents/missing", contents, stop);

    public async Task PutContentAsync(string sha256, Stream content, CancellationToken stop)
    {
        using var body = new StreamContent(content);
        using var response = await _http.PutAsync(new Uri($"contents/{sha256}", UriKind.Relative), body, stop);
        await ThrowIfRefusedAsync(response, stop);
    }

    public async Task<Restored> RestoreAsync(string kind, string id, Stream history, CancellationToken stop)
    {
        using var body = new StreamContent(history);
        using var response = await _http.PostAsync(new Uri($"{kind}s/{id}/history", UriKind.Relative), body, stop);
        return await ReadAsync<Restored>(response, stop);
    }

    public Task<Paged<ProjectView>> ProjectsAsync(string? search, CancellationToken stop) =>
        GetAsync<Paged<ProjectView>>(search is null ? "projects" : $"projects?search={Uri.EscapeDataString(search)}", stop);

    public Task<ProjectDetail> ProjectAsync(string id, CancellationToken stop) => GetAsync<ProjectDetail>($"projects/{id}", stop);

    public Task<ProjectView> BeginProjectAsync(NewProject request, CancellationToken stop) => PostAsync<NewProject, ProjectView>("projects", request, stop);

    public Task<ApprovalView> RegisterApprovalAsync(string project, NewApproval request, CancellationToken stop) =>
        PostAsync<NewApproval, ApprovalView>($"projects/{project}/approvals", request, stop);

    public Task<ApprovalView> ConfirmApprovalAsync(string project, string approval, CancellationToken stop) =>
        PostAsync<object, ApprovalView>($"projects/{project}/approvals/{approval}/confirm", new { }, stop);

    public Task<IReadOnlyList<string>> RecipesAsync(CancellationToken stop) => GetAsync<IReadOnlyList<string>>("recipes", stop);

    public Task<Paged<JobView>> JobsAsync(CancellationToken stop) => GetAsync<Paged<JobView>>("jobs", stop);

    public Task<JobView> JobAsync(string id, CancellationToken stop) => GetAsync<JobView>($"jobs/{id}", stop);

    public Task<JobView> SubmitAsync(JobRequest request, CancellationToken stop) => PostAsync<JobRequest, JobView>("jobs", request, stop);

    public Task<SweepView> SubmitSweepAsync(SweepRequest request, CancellationToken stop) => PostAsync<SweepRequest, SweepView>("sweeps", request, stop);

    public Task<Paged<SweepView>> SweepsAsync(CancellationToken stop) => GetAsync<Paged<SweepView>>("sweeps", stop);

    public Task<SweepView> SweepAsync(string id, CancellationToken stop) => GetAsync<SweepView>($"sweeps/{id}", stop);

    public Task<SweepView> CancelSweepAsync(string id, CancellationToken stop) => PostAsync<object, SweepView>($"sweeps/{id}/cancel", new { }, stop);

    public Task<JobView> CancelAsync(string id, CancellationToken stop) => PostAsync<object, JobView>($"jobs/{id}/cancel", new { }, stop);

    public Task<IReadOnlyList<SiteView>> SitesAsync(CancellationToken stop) => GetAsync<IReadOnlyList<SiteView>>("compute/sites", stop);

    public Task<SiteView> SiteAsync(string id, CancellationToken stop) => GetAsync<SiteView>($"compute/sites/{id}", stop);

    /// <param name="repair">Mends what can be mended.</param>
    public Task<Reconciliation> ReconcileAsync(string site, bool repair, CancellationToken stop) => repair
        ? PostAsync<object, Reconciliation>($"compute/sites/{site}/accounts/repair", new { }, stop)
        : GetAsync<Reconciliation>($"compute/sites/{site}/accounts", stop);

    public Task<IReadOnlyList<AllocationView>> AllocationsAsync(string? project, CancellationToken stop) =>
        GetAsync<IReadOnlyList<AllocationView>>(project is null ? "compute/allocations" : $"compute/allocations?project={Uri.EscapeDataString(project)}", stop);

    public Task<AllocationView> AllocationAsync(string id, CancellationToken stop) => GetAsync<AllocationView>($"compute/allocations/{id}", stop);

    /// <param name="page">From 1.</param>
    public Task<Paged<PostingView>> PostingsAsync(string allocation, int page, CancellationToken stop) =>
        GetAsync<Paged<PostingView>>(string.Create(CultureInfo.InvariantCulture, $"compute/allocations/{allocation}/postings?page={page}"), stop);

    public Task<AllocationView> AwardAsync(AllocationRequest request, CancellationToken stop) =>
        PostAsync<AllocationRequest, AllocationView>("compute/allocations", request, stop);

    public Task<IReadOnlyList<MetricPoint>> MetricsAsync(string id, CancellationToken stop) =>
        GetAsync<IReadOnlyList<MetricPoint>>($"jobs/{id}/metrics", stop);

    /// <param name="words">Only lines that hold them, with their numbers; null for all.</param>
    /// <param name="tail">Only so many, the last ones; null for all.</param>
    public async Task<string> LogAsync(string id, string? words, int? tail, CancellationToken stop)
    {
        using var response = await _http.GetAsync(new Uri($"jobs/{id}/log{Query([("q", words), ("tail", tail)])}", UriKind.Relative), stop);
        await ThrowIfRefusedAsync(response, stop);
        return await response.Content.ReadAsStringAsync(stop);
    }

    /// <summary>Asks a model about the sequences of a FASTA text.</summary>
    /// <param name="model"><c>institution/name</c>.</param>
    /// <param name="settings">The fields of <see cref="SequencesRequest"/> but its items, by name; null for what is left to the hub.</param>
    public async Task<SequencesAnswer> InferAsync(string model, string fasta, IReadOnlyDictionary<string, string?> settings, CancellationToken stop)
    {
        using var content = new StringContent(fasta, System.Text.Encoding.UTF8, "text/x-fasta");
        using var response = await _http.PostAsync(new Uri($"models/{model}/infer{Query(settings.Select(setting => (setting.Key, (object?)setting.Value)))}", UriKind.Relative), content, stop);
        return await ReadAsync<SequencesAnswer>(response, stop);
    }

    public Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken stop) =>
        PostAsync<SearchRequest, SearchAnswer>("search", request, stop);

    public Task<UseCaseView> RegisterUseCaseAsync(NewUseCase request, CancellationToken stop) =>
        PostAsync<NewUseCase, UseCaseView>("use-cases", request, stop);

    public Task<UseCaseView> ChangeUseCaseAsync(string id, UseCaseRequest request, CancellationToken stop) => PutAsync<UseCaseRequest, UseCaseView>($"use-cases/{id}", request, stop);

    public Task<UseCaseView> UseCaseAsync(string id, CancellationToken stop) => GetAsync<UseCaseView>($"use-cases/{id}", stop);

    public Task<IReadOnlyList<UseCaseView>> UseCasesAsync(CancellationToken stop) => GetAsync<IReadOnlyList<UseCaseView>>("use-cases", stop);

    /// <param name="month">For entries that name a year only; null refuses them.</param>
    public async Task<ImportReport> ImportPublicationsAsync(Stream file, bool programme, IReadOnlyList<string> models, int? month, CancellationToken stop)
    {
        using var body = new StreamContent(file);
        var query = Query([("programme", programme), ("month", month), .. models.Select(model => ("model", (object?)model))]);
        using var response = await _http.PostAsync(new Uri($"publications/import{query}", UriKind.Relative), body, stop);
        return await ReadAsync<ImportReport>(response, stop);
    }

    public Task<PublicationView> RegisterPublicationAsync(PublicationRequest request, CancellationToken stop) =>
        PostAsync<PublicationRequest, PublicationView>("publications", request, stop);

    /// <param name="year">Fiscal year, or null for the current one.</param>
    public Task<IndicatorSheet> IndicatorsAsync(int? year, CancellationToken stop) => GetAsync<IndicatorSheet>($"indicators{Query([("year", year)])}", stop);

    /// <param name="after">Where an earlier page said that the next one begins; null for the first.</param>
    public Task<EvidenceRows> EvidenceAsync(string indicator, int? year, string? after, CancellationToken stop) =>
        GetAsync<EvidenceRows>($"indicators/{indicator}/evidence{Query([("year", year), ("after", after)])}", stop);

    public Task<IndicatorView> IndicatorAsync(string indicator, CancellationToken stop) => GetAsync<IndicatorView>($"indicators/{indicator}", stop);

    public Task<FrozenYearView> FreezeYearAsync(int year, CancellationToken stop) => PostAsync<object, FrozenYearView>($"years/{year}/freeze", new { }, stop);

    public Task<FrozenYearView> FrozenYearAsync(int year, CancellationToken stop) => GetAsync<FrozenYearView>($"years/{year}", stop);

    /// <param name="search">Words of labels in either language; null for all.</param>
    public Task<IReadOnlyList<IdentifierSystemView>> IdentifierSystemsAsync(string? search, CancellationToken stop) =>
        GetAsync<IReadOnlyList<IdentifierSystemView>>($"identifier-systems{Query([("search", search)])}", stop);

    public async Task<IReadOnlyList<IdentifierSystemView>> DefineIdentifierSystemsAsync(string yaml, CancellationToken stop)
    {
        using var body = new StringContent(yaml, System.Text.Encoding.UTF8, "application/yaml");
        using var response = await _http.PostAsync(new Uri("identifier-systems", UriKind.Relative), body, stop);
        return await ReadAsync<IReadOnlyList<IdentifierSystemView>>(response, stop);
    }

    public Task<IReadOnlyList<RecognisedSystem>> RecogniseAsync(IdentifiersRequest request, CancellationToken stop) =>
        PostAsync<IdentifiersRequest, IReadOnlyList<RecognisedSystem>>("identifier-systems/recognise", request, stop);

    /// <param name="dataset"><c>institution/name</c>, or null for the loaded ones of all datasets.</param>
    public Task<IReadOnlyList<LinkSetView>> LinkSetsAsync(string? dataset, CancellationToken stop) =>
        GetAsync<IReadOnlyList<LinkSetView>>(dataset is null ? "link-sets" : $"datasets/{dataset}/link-sets", stop);

    /// <param name="dataset"><c>institution/name</c>.</param>
    public Task<IReadOnlyList<LinkSetView>> DeclareLinksAsync(string dataset, LinksRequest request, CancellationToken stop) =>
        PostAsync<LinksRequest, IReadOnlyList<LinkSetView>>($"datasets/{dataset}/link-sets", request, stop);

    public Task<RoutesAnswer> LinkRoutesAsync(ConvertRequest request, string? project, CancellationToken stop) =>
        PostAsync<ConvertRequest, RoutesAnswer>($"links/routes{Query([("project", project)])}", request, stop);

    public Task<ConvertAnswer> ConvertIdentifiersAsync(ConvertRequest request, string? project, CancellationToken stop) =>
        PostAsync<ConvertRequest, ConvertAnswer>($"links/convert{Query([("project", project)])}", request, stop);

    public Task<NodeView> NodeAsync(string node, CancellationToken stop) =>
        GetAsync<NodeView>($"thread/nodes?node={Uri.EscapeDataString(node)}", stop);

    /// <param name="head">A head noted earlier, which must still be in the chain; or null.</param>
    public Task<VerdictView> VerifyAsync(string? head, CancellationToken stop) =>
        GetAsync<VerdictView>(head is null ? "thread/verify" : $"thread/verify?head={Uri.EscapeDataString(head)}", stop);

    public void Dispose() => _http.Dispose();

    /// <summary>What is null is left out: to the hub an empty value is not the same as none.</summary>
    private static string Query(IEnumerable<(string Name, object? Value)> parts)
    {
        var said = parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(Convert.ToString(part.Value, CultureInfo.InvariantCulture)!)}").ToList();
        return said.Count == 0 ? "" : $"?{string.Join('&', said)}";
    }

    private async Task CopyAsync(string address, Stream destination, CancellationToken stop)
    {
        using var response = await _http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
        await ThrowIfRefusedAsync(response, stop);
        await response.Content.CopyToAsync(destination, stop);
    }

    private async Task<T> GetAsync<T>(string address, CancellationToken stop)
    {
        using var response = await _http.GetAsync(new Uri(address, UriKind.Relative), stop);
        return await ReadAsync<T>(response, stop);
    }

    private async Task<TAnswer> PostAsync<TRequest, TAnswer>(string address, TRequest request, CancellationToken stop)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(address, UriKind.Relative), request, Json, stop);
        return await ReadAsync<TAnswer>(response, stop);
    }

    private async Task<TAnswer> PutAsync<TRequest, TAnswer>(string address, TRequest request, CancellationToken stop)
    {
        using var response = await _http.PutAsJsonAsync(new Uri(address, UriKind.Relative), request, Json, stop);
        return await ReadAsync<TAnswer>(response, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken stop)
    {
        await ThrowIfRefusedAsync(response, stop);
        return (await response.Content.ReadFromJsonAsync<T>(Json, stop))!;
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (!response.IsSuccessStatusCode)
            throw new HubRefusedException(response.StatusCode, HubProblem.Read(await response.Content.ReadAsStringAsync(stop), response.StatusCode));
    }
}
