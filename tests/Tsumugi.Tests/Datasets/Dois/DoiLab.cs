using System.Net.Http.Json;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>A laboratory whose hub registers DOIs with an agency on a loopback port.</summary>
public sealed class DoiLab : IAsyncLifetime
{
    internal AgencyServer Agency { get; private set; } = null!;

    public WireLab Wire { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Agency = await AgencyServer.StartAsync();
        Wire = new() { Lab = new() { Settings = options => options with { Doi = Agency.Options("datacite") } } };
        await Wire.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        await Agency.DisposeAsync();
    }

    /// <summary>A repository of its own with everything that a DOI asks for.</summary>
    public async Task<Repository> BeginAsync(string kind = "dataset", Visibility visibility = Visibility.Hub)
    {
        var made = await Wire.BeginAsync(kind, visibility);
        await Wire.CommitAsync(made, ("README.md", "---\ntags: [sea]\n---\n# Sea\nWhat lives in the sea.\n"), ("data/fish.txt", "cod\n"));
        return await Wire.Hub.UseDbAsync(async db =>
        {
            var row = (await db.FindAsync<Repository>(made.Kind, made.InstitutionId, made.Name))!;
            await ChangeRepository.SetAsync(db, LabHub.Member, row, new() { TitleEn = "Life in the sea", TitleJa = "海の生き物" }, DateTime.UtcNow, default);
            return row;
        });
    }

    public async Task<DoiView> MintAsync(Repository repository, bool whole = false, bool draft = false)
    {
        using var answer = await Wire.SendAsync("POST", $"/api/v1/{repository.Kind}s/{repository.Id}/dois", Wire.Member, new { whole, draft });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<DoiView>(Stop))!;
    }

    /// <summary>The DOI once its deposit is as is wanted; the background work takes as long as it takes.</summary>
    public async Task<DoiView> UntilAsync(Repository repository, string doi, Func<DoiView, bool> wanted)
    {
        while (true)
        {
            using var answer = await Wire.SendAsync("GET", $"/api/v1/{repository.Kind}s/{repository.Id}/dois", Wire.Member);
            var found = (await answer.Content.ReadFromJsonAsync<List<DoiView>>(Stop))!.Single(one => one.Doi == doi);
            if (wanted(found))
                return found;
            await Task.Delay(50, Stop);
        }
    }

    public Task<DoiView> SentAsync(Repository repository, string doi) => UntilAsync(repository, doi, view => view.Deposit == "sent");
}
