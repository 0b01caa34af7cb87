using System.Net.Http.Json;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Site;
using Tsumugi.Tests.Models.Training;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Federation;

/// <summary>Sites train a real model on their own files, by the real worker.</summary>
[Collection(nameof(TrainingHub))]
public sealed class FederatedTrainingTests(TrainingHub hub)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ITrainer Worker => new WorkerTrainer(hub.Hub.Options.WorkerPath);

    [Fact]
    public async Task Sites_trainOneModel_andNothingButWeightsLeavesThem()
    {
        Recipe();
        var rows = TrainingHub.VariantRows.Select(row => row.Split(',')[0]).ToList();
        using var first = await SiteLab.JoinAsync(hub.Hub, "real-a", rows[..30]);
        using var second = await SiteLab.JoinAsync(hub.Hub, "real-b", rows[30..40], dataset: "modifiers: [NonCommercialUseOnly]");
        await using (first.Run(Worker))
        await using (second.Run(Worker))
        {
            await DeclaredAsync(first, second);
            var ended = await EndedAsync(await BeginAsync(Request("federated", "real-a", "real-b") with { Rounds = 2 }));
            Assert.True(ended.State == "succeeded", ended.Reason + string.Join('\n', first.Said.Concat(second.Said)));
            Assert.Equal(2, ended.Rounds.Count);
            Assert.All(ended.Rounds, round => Assert.Equal((true, 2), (round.Loss > 0, round.Sites.Count(site => site.Kept))));
            Assert.Equal((0.75, 0.25), (ended.Credit["real-a"], ended.Credit["real-b"]));
        }

        // What came of it, from what, under which conditions.
        var made = await hub.NewestAsync("federated");
        Assert.Contains("federation.json", made.Files.Select(file => file.Path));
        Assert.NotEqual(Hash(await hub.NewestAsync("protein")), Hash(made));
        var conditions = (await hub.Member.ModelAsync("lab/federated", Stop)).EffectiveConditions;
        Assert.Contains("NonCommercialUseOnly", conditions.Modifiers);
        Assert.Equal("GeneralResearch", conditions.Permission);
        var ties = (await hub.Member.NodeAsync(made.Node, Stop)).Ties;
        Assert.Contains(ties, tie => tie.Relation == Relations.ContributedBy && tie.To == "institution:lab");
        Assert.Contains(ties, tie => tie.Relation == Relations.Used && tie.To.StartsWith("dataset:lab/real-b-proteins@", StringComparison.Ordinal));

        // Both ends have the same chain of receipts.
        foreach (var site in (SiteLab[])[first, second])
        {
            var (head, fault) = ReceiptChain.Verify(site.Receipts);
            using var wire = site.Wire();
            Assert.Equal((null, head), (fault, await wire.ReceiptsAsync(Stop)));
            Assert.Equal(2, head.Count);
            Assert.All(site.Receipts, receipt => Assert.True(receipt is { Norm: > 0, Bytes: > 1000, Masked: false }));

            // Every byte that left: no sequence, no piece of one, no name of a record or a file.
            var sent = string.Join('\n', site.Sent);
            Assert.True(sent.Length > 2000);
            foreach (var sequence in rows)
            {
                for (var at = 0; at + 12 <= sequence.Length; at++)
                    Assert.DoesNotContain(sequence[at..(at + 12)], sent, StringComparison.Ordinal);
            }

            Assert.DoesNotContain($">{site.Id}-", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("proteins.fa", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", sent, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("fedprox")]
    [InlineData("scaffold")]
    public async Task Methods_thatChangeTheSitesTraining_runToTheEnd(string method)
    {
        Recipe();
        var rows = TrainingHub.VariantRows.Select(row => row.Split(',')[0]).ToList();
        using var first = await SiteLab.JoinAsync(hub.Hub, $"{method}-a", rows[..8]);
        using var second = await SiteLab.JoinAsync(hub.Hub, $"{method}-b", rows[8..16]);
        await using var one = first.Run(Worker);
        await using var other = second.Run(Worker);
        await DeclaredAsync(first, second);
        var ended = await EndedAsync(await BeginAsync(Request($"by-{method}", $"{method}-a", $"{method}-b") with { Rounds = 2, Method = new() { Name = method } }));
        Assert.True(ended.State == "succeeded", ended.Reason + string.Join('\n', first.Said.Concat(second.Said)));
        Assert.Equal(method == "scaffold", File.Exists(first.Folder.Control(ended.Id)));
    }

    [Fact]
    public async Task Noise_isSpentFromTheBudget_untilTheSiteRefuses()
    {
        Recipe();
        var rows = TrainingHub.VariantRows.Select(row => row.Split(',')[0]).ToList();
        const string Budget = "privacy: { epsilon: 3.5, delta: 1.0e-5 }";
        using var site = await SiteLab.JoinAsync(hub.Hub, "noisy", rows[..20], dataset: Budget);
        await using var running = site.Run(Worker);
        await DeclaredAsync(site);
        var plain = await EndedAsync(await BeginAsync(Request("noiseless", "noisy") with { MinimumSites = 1 }));
        Assert.Contains("is trained on with noise alone", plain.Reason, StringComparison.Ordinal);
        var ended = await EndedAsync(await BeginAsync(Request("noisy", "noisy") with { MinimumSites = 1, Rounds = 9, Privacy = new(1, 1, 0.1) }));
        Assert.Equal("failed", ended.State);
        Assert.Contains("the privacy budget of noisy-proteins (ε 3.5 at δ 1E-05) is spent", ended.Reason, StringComparison.Ordinal);
        Assert.Equal(3, ended.Rounds.Count);
        Assert.All(ended.Rounds, round => Assert.Null(round.Loss));
        Assert.All(site.Receipts, receipt => Assert.InRange(receipt.EpsilonSpent!.Value, 2.5, 3.5));
    }

    private static string Hash(Client.Datasets.RevisionView revision) => revision.Files.Single(file => file.Path == "model.safetensors").Sha256;

    private void Recipe() => hub.Recipe("continue-protein", recipe => recipe.Remove("replay"), "federate-protein");

    private static TrainingRequest Request(string output, params string[] sites) => new()
    {
        Institution = "lab",
        Recipe = "federate-protein",
        Model = TrainingHub.Encoder,
        Output = output,
        Sites = sites.ToDictionary(site => site, site => $"{site}-proteins"),
        Rounds = 1,
        DeadlineSeconds = 120,
        Seed = 1,
    };

    private async Task<TrainingView> BeginAsync(TrainingRequest request)
    {
        using var client = hub.Hub.Client(await hub.Hub.TokenAsync("member"));
        using var answer = await client.PostAsJsonAsync("/api/v1/federation/trainings", request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<TrainingView>(Stop))!;
    }

    private async Task<TrainingView> EndedAsync(TrainingView training)
    {
        using var client = hub.Hub.Client(await hub.Hub.TokenAsync("member"));
        for (var looks = 0; training.State == "running"; looks++)
        {
            Assert.True(looks < 600, string.Join('\n', training.Rounds.SelectMany(round => round.Sites)));
            await Task.Delay(200, Stop);
            training = (await client.GetFromJsonAsync<TrainingView>($"/api/v1/federation/trainings/{training.Id}", Stop))!;
        }

        return training;
    }

    private async Task DeclaredAsync(params SiteLab[] sites)
    {
        for (var looks = 0; !sites.All(site => site.Said.Any(said => said.StartsWith("Declared", StringComparison.Ordinal))); looks++)
        {
            Assert.True(looks < 200, hub.Hub.Logs.Errors + string.Join('\n', sites.SelectMany(site => site.Said)));
            await Task.Delay(100, Stop);
        }
    }
}
