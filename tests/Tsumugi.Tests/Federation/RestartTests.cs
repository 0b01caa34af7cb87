using System.Runtime.InteropServices;
using Tsumugi.Client;
using Tsumugi.Compute;
using Tsumugi.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Evaluation;
using Tsumugi.Federation;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Institutions;
using Tsumugi.Models;
using Tsumugi.Tests.Datasets.HuggingFace;
using Tsumugi.Tests.Kit;
using Tsumugi.UseCases;

namespace Tsumugi.Tests.Federation;

/// <summary>A hub that goes away in the middle of a round and comes back with the same folder.</summary>
public sealed class RestartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hub_thatIsStartedAgain_goesOnWithTheRound_withoutWhatALossOfPowerSpoiled(bool spoiled)
    {
        var (folder, recipes) = (Directory.CreateTempSubdirectory("tsumugi-restart-").FullName, Directory.CreateTempSubdirectory("tsumugi-recipes-"));
        await File.WriteAllTextAsync(Path.Combine(recipes.FullName, "federate-protein.json"), """{"kind":"continue","description":{"ja":"続き","en":"On"},"steps":4}""", Stop);
        var wire = new WireLab { Lab = new() { Settings = options => options with { DataFolder = folder, RecipeFolder = recipes.FullName } } };
        await wire.InitializeAsync();
        var path = Path.GetTempFileName();
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), [("a", TensorType.F32, [1], (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<float>([1]).ToArray())]);
        await wire.CommitBytesAsync(await wire.Lab.BeginAsync(RepositoryKinds.Model, "one", Visibility.Hub), ("model.safetensors", await File.ReadAllBytesAsync(path, Stop)));
        using SiteLab a = await SiteLab.JoinAsync(wire.Hub, "again-a", ["MKT", "MKV"]), b = await SiteLab.JoinAsync(wire.Hub, "again-b", ["MKT", "MKV"]);
        string training;
        using (var member = new HubClient(wire.Hub.Address, wire.Member))
        {
            foreach (var site in (SiteLab[])[a, b])
                await site.Agent(new AddingTrainer(0)).DeclareAsync(Stop);
            training = (await member.BeginTrainingAsync(new() { Institution = "lab", Recipe = "federate-protein", Model = "model:lab/one", Output = "again", Sites = new Dictionary<string, string> { ["again-a"] = "again-a-proteins", ["again-b"] = "again-b-proteins" }, Rounds = 2, MinimumSites = spoiled ? 1 : 2 }, Stop)).Id;
        }

        // One site sends; then the hub goes.
        var agent = a.Agent(new AddingTrainer(1));
        while (a.Receipts.Count == 0)
            await agent.OnceAsync(TimeSpan.FromSeconds(2), Stop);
        await wire.Hub.StopAsync();
        if (spoiled)
        {
            using var arrived = new FileStream(Directory.EnumerateFiles(Path.Combine(folder, "federation"), "*again-a.bin", SearchOption.AllDirectories).Single(), FileMode.Open);
            arrived.SetLength(arrived.Length / 2);
        }

        await using var second = await TestHub.StartAsync(
            options => options with { DataFolder = folder, RecipeFolder = recipes.FullName },
            Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>(), Room.Of<ModelsRoom>(), Room.Of<UseCasesRoom>(), Room.Of<EvaluationRoom>(), Room.Of<FederationRoom>());
        using var again = new HubClient(second.Address, await second.TokenAsync("member"));
        var first = await again.TrainingAsync(training, Stop);
        Assert.Equal(("running", "done"), (first.State, first.Rounds[0].Sites.Single(site => site.Site == "again-a").State));
        await using (a.Run(new AddingTrainer(1), second.Address))
        await using (b.Run(new AddingTrainer(3), second.Address))
        {
            for (var looks = 0; first.State == "running"; looks++)
            {
                Assert.True(looks < 300, second.Logs.Errors + string.Join('\n', a.Said.Concat(b.Said)));
                await Task.Delay(100, Stop);
                first = await again.TrainingAsync(training, Stop);
            }
        }

        Assert.True(first.State == "succeeded", first.Reason);
        await using (var target = File.Create(path))
            await again.DownloadAsync("model", "lab/again", (await again.ModelAsync("lab/again", Stop)).Revisions[0].Hash, "model.safetensors", target, Stop);
        using (var file = SafetensorsFile.Open(path))
            Assert.Equal([spoiled ? 6f : 5f], file.ReadFloats("a"));
        (string, string?) expected = spoiled ? ("lost", "what had come was lost with the hub's machine") : ("done", null);
        Assert.Equal(
            expected,
            first.Rounds[0].Sites.Where(site => site.Site == "again-a").Select(site => (site.State, site.Reason)).Single());
        Assert.Equal(2, a.Receipts.Count);
        File.Delete(path);
        recipes.Delete(recursive: true);
    }
}
