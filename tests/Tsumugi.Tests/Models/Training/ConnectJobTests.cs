using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Inference;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Training;

/// <summary>Models connected through the hub, by the real worker.</summary>
[Collection(nameof(TrainingHub))]
public sealed class ConnectJobTests(TrainingHub hub)
{
    private const string Notes = "model:lab/notes";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_thenExtend_makesSmallModels_thatNameTheirPartsByRevision_andAreAnsweredFrom()
    {
        await PretrainAsync();
        hub.Recipe("connect", Small(["protein", "notes"], "protein", "protein", "notes"));
        await hub.SucceededAsync("connect", "space", ("protein", TrainingHub.Encoder), ("notes", Notes), ("table", TrainingHub.Structures));
        var space = await hub.NewestAsync("space");
        var parts = space.Facts.GetProperty("parts");
        Assert.Equal([(await hub.NewestAsync("protein")).Node, (await hub.NewestAsync("notes")).Node], [parts.GetProperty("protein").GetString(), parts.GetProperty("notes").GetString()]);
        Assert.Equal(["config.json", "model.safetensors"], space.Files.Select(file => file.Path));
        Assert.Equal(["notesToProtein", "proteinToNotes"], Directions(space));
        var ties = (await hub.Member.NodeAsync(space.Node, Stop)).Ties.Where(tie => tie.From == space.Node && tie.Relation == Relations.DerivedFrom);
        Assert.Equal(2, ties.Count());

        hub.Recipe("connect", recipe =>
        {
            Small(["again"], null, "protein", "again")(recipe);
            recipe["extends"] = true;
        }, name: "connect-more");
        await hub.SucceededAsync("connect-more", "wider", ("space", space.Node), ("again", Notes), ("table", TrainingHub.Structures));
        var wider = await hub.NewestAsync("wider");
        Assert.Equal(["protein", "notes", "again"], wider.Facts.GetProperty("parts").EnumerateObject().Select(part => part.Name));
        var (before, after) = (await VectorAsync("space"), await VectorAsync("wider"));
        Assert.Equal(12, before.Count);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Connect_whatNothingTies_isRefusedWithTheReason_andPublishesNothing()
    {
        await PretrainAsync();
        hub.Recipe("connect", Small(["protein", "notes", "third"], "protein", "protein", "notes"), name: "connect-untied");
        var job = await hub.EndedAsync(await hub.SubmitAsync("connect-untied", "untied", ("protein", TrainingHub.Encoder), ("notes", Notes), ("third", Notes), ("table", TrainingHub.Structures)));
        Assert.True(job.State == JobState.Failed && job.Attempt == 1, job.ToString());
        Assert.Contains("no pairs tie third to protein", job.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubRefusedException>(() => hub.NewestAsync("untied"));
    }

    private static Action<JsonObject> Small(string[] parts, string? center, string item, string beside) => recipe =>
    {
        recipe["parts"] = new JsonArray([.. parts.Select(part => (JsonNode)part)]);
        foreach (var field in (string[])["width", "hub", "ngrams", "buckets"])
            recipe.Remove(field);
        if (center is not null)
            (recipe["width"], recipe["hub"]) = (12, center);
        recipe["pairsPerStep"] = 16;
        recipe["pairs"] = new JsonArray(new JsonObject
        {
            ["input"] = "table",
            ["data"] = new JsonObject { ["files"] = "*.csv", ["format"] = "csv", ["column"] = "sequence", ["splitColumn"] = "set", ["train"] = new JsonArray("train"), ["test"] = new JsonArray("test") },
            ["item"] = item,
            ["beside"] = new JsonObject { [beside] = "structure" },
        });
    };

    /// <summary>A second model, of the letters of structures.</summary>
    private async Task PretrainAsync()
    {
        hub.Recipe("pretrain-protein-fasta", recipe =>
        {
            (recipe["width"], recipe["layers"], recipe["heads"], recipe["maxTokens"], recipe["view"], recipe["vocabulary"]) = (16, 1, 2, 66, "bytes", 300);
            recipe["data"] = new JsonObject { ["files"] = "*.csv", ["format"] = "csv", ["column"] = "structure" };
        }, name: "pretrain-notes");
        await hub.SucceededAsync("pretrain-notes", "notes", ("data", TrainingHub.Structures));
    }

    private static IEnumerable<string> Directions(Client.Datasets.RevisionView revision) =>
        revision.Facts.GetProperty("retrieval").EnumerateArray().Select(row => row.GetProperty("direction").GetString()!).Order(StringComparer.Ordinal);

    private async Task<IReadOnlyList<float>> VectorAsync(string model)
    {
        var answer = await hub.Member.InferAsync($"lab/{model}", ">one\nMKTAYIAKQRQISFVKSHFSRQ\n", new Dictionary<string, string?> { ["view"] = "protein" }, Stop);
        return Assert.IsAssignableFrom<IReadOnlyList<float>>(Assert.Single(answer.Items).Embedding);
    }
}
