using System.Runtime.InteropServices;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Training;

/// <summary>Models merged through the hub, by the real worker.</summary>
[Collection(nameof(TrainingHub))]
public sealed class MergeJobTests(TrainingHub hub)
{
    private const string Dare = """
        merge_method: dare_linear
        base_model: origin
        models:
          - {model: one, parameters: {weight: 1, density: 0.5}}
          - {model: two, parameters: {weight: 1, density: 0.5}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merge_publishesTheMean_withItsRecordAndTiesToBothModels()
    {
        hub.Recipe("merge", _ => { });
        await AddAsync("merge-a", ("w", [1, 2]), ("v", [0]));
        await AddAsync("merge-b", ("w", [3, 6]), ("v", [1]));
        var job = await hub.SucceededAsync("merge", "merged", ("first", "model:lab/merge-a"), ("second", "model:lab/merge-b"));
        var made = await hub.NewestAsync("merged");
        Assert.Equal(["merge.json", "model.safetensors"], made.Files.Select(file => file.Path));
        Assert.Equal(("linear", 3, 2), (made.Facts.GetProperty("method").GetString(), made.Facts.GetProperty("parameters").GetInt32(), made.Facts.GetProperty("tensors").GetInt32()));
        var path = await DownloadAsync(made, "model.safetensors");
        using (var file = SafetensorsFile.Open(path))
            Assert.Equal([2f, 4f, 0.5f], [.. file.ReadFloats("w"), .. file.ReadFloats("v")]);
        File.Delete(path);
        var ties = (await hub.Member.NodeAsync(made.Node, Stop)).Ties.Where(tie => tie.From == made.Node && tie.Relation == Relations.DerivedFrom);
        Assert.Equal(job.Inputs.Values.Order(StringComparer.Ordinal), ties.Select(tie => tie.To).Order(StringComparer.Ordinal));
        var record = await File.ReadAllTextAsync(await DownloadAsync(made, "merge.json"), Stop);
        Assert.All(job.Inputs.Values, input => Assert.Contains(input, record, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Merge_bySubmittedConfiguration_givesTheSameBitsAgain_andOthersWithAnotherSeed()
    {
        hub.Recipe("merge", _ => { });
        foreach (var (name, value) in ((string, float)[])[("dare-o", 0), ("dare-1", 1), ("dare-2", 2)])
            await AddAsync(name, ("w", [.. Enumerable.Repeat(value, 64)]));
        var first = await MergedAsync("dare-first", 5);
        Assert.Equal(first, await MergedAsync("dare-second", 5));
        Assert.NotEqual(first, await MergedAsync("dare-third", 6));
    }

    [Fact]
    public async Task Merge_ofModelsThatDoNotFit_isRefusedByTensor_andPublishesNothing()
    {
        hub.Recipe("merge", _ => { });
        await AddAsync("unfit-a", ("w", [1, 2]));
        await AddAsync("unfit-b", ("w", [1, 2, 3]));
        var job = await hub.EndedAsync(await hub.SubmitAsync("merge", "unfit", ("first", "model:lab/unfit-a"), ("second", "model:lab/unfit-b")));
        Assert.True(job.State == JobState.Failed && job.Attempt == 1, job.ToString());
        Assert.Contains("tensor 'w' has different shapes: [2] in 'first', [3] in 'second'", job.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubRefusedException>(() => hub.NewestAsync("unfit"));
    }

    [Theory]
    [InlineData("merge", "merge_method: dare\nmodels: [{model: a}]", "line 1, merge_method: there is no method 'dare'")]
    [InlineData("measure-quick", "merge_method: linear", "take no configuration")]
    public async Task Submit_withAConfigurationThatIsWrong_isRefusedWithItsLine(string recipe, string configuration, string words)
    {
        hub.Recipe(recipe, _ => { });
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => hub.Member.SubmitAsync(
            new() { Recipe = recipe, Institution = "lab", Inputs = new Dictionary<string, string>(), Output = "refused", Configuration = configuration }, Stop));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> MergedAsync(string output, long seed)
    {
        var job = await hub.Member.SubmitAsync(new()
        {
            Recipe = "merge",
            Institution = "lab",
            Inputs = new Dictionary<string, string> { ["origin"] = "model:lab/dare-o", ["one"] = "model:lab/dare-1", ["two"] = "model:lab/dare-2" },
            Output = output,
            Seed = seed,
            Configuration = Dare,
        }, Stop);
        job = await hub.EndedAsync(job);
        Assert.True(job.State == JobState.Succeeded, job.ToString());
        return (await hub.NewestAsync(output)).Files.Single(file => file.Path == "model.safetensors").Sha256;
    }

    private async Task AddAsync(string name, params (string Name, float[] Numbers)[] tensors)
    {
        var path = Path.GetTempFileName();
        SafetensorsWriter.Write(path, new Dictionary<string, string>(), tensors.Select(tensor =>
            (tensor.Name, TensorType.F32, new long[] { tensor.Numbers.Length }, (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(tensor.Numbers.AsSpan()).ToArray())));
        await hub.AddAsync(RepositoryKinds.Model, name, "model.safetensors", await File.ReadAllBytesAsync(path, Stop));
        File.Delete(path);
    }

    private async Task<string> DownloadAsync(RevisionView revision, string file)
    {
        var path = Path.GetTempFileName();
        await using var target = File.Create(path);
        await hub.Member.DownloadAsync("model", "lab/merged", revision.Hash, file, target, Stop);
        return path;
    }
}
