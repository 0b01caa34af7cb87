using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Thread;
using Tsumugi.Ui;

namespace Tsumugi.Tests.Models.Training;

/// <summary>Jobs that go on from a model, from the request to what the hub shows of them, carried out by the real worker.</summary>
[Collection(nameof(TrainingHub))]
public sealed class TrainingJobTests(TrainingHub hub)
{
    private static readonly string[] EncoderFiles = ["config.json", "model.safetensors", "tokenizer.json"];

    private static readonly string[] FitnessHead = ["heads/fitness.json", "heads/fitness.safetensors"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finetune_publishesTheHeadWithItsMeasures_andExportKeepsItBesideTheOnnx()
    {
        hub.Recipe("finetune-fitness", _ => { });
        var job = await hub.SucceededAsync("finetune-fitness", "fitness", ("model", TrainingHub.Encoder), ("data", TrainingHub.Variants));
        var made = await MadeAsync(job, "fitness", [.. EncoderFiles, .. FitnessHead]);
        Assert.Equal((Rows("train"), Rows("test")), (made.Facts.GetProperty("trainedItems").GetInt32(), made.Facts.GetProperty("heldOutItems").GetInt32()));
        await MeasuredAsync(job, made, "fitness spearman", "fitness rmse");
        await IsOnTheThreadAsync(job);
        await LossesAreToldAsync(job);

        hub.Recipe("export", _ => { });
        var exported = await hub.SucceededAsync("export", null, ("model", "model:lab/fitness"));
        var whole = await MadeAsync(exported, "fitness", [.. EncoderFiles, .. FitnessHead, "model.onnx"]);
        Assert.Equal(made.Files, whole.Files.Where(file => file.Path != "model.onnx"));
        Assert.Equal(made.Facts.ToString(), whole.Facts.ToString());
        Assert.Equal([made.Node], exported.Inputs.Values);
        await IsOnTheThreadAsync(exported);
    }

    [Fact]
    public async Task Continue_withReplay_trainsOnBothDatasets_andLooksAtWhatItKeptBack()
    {
        hub.Recipe("continue-protein", recipe =>
        {
            recipe["replay"] = Table("sequence", 0.25);
            (recipe["validationShare"], recipe["validateEvery"]) = (0.1, 2);
        });
        var job = await hub.SucceededAsync("continue-protein", "continued", ("model", TrainingHub.Encoder), ("data", TrainingHub.Proteins), ("replay", TrainingHub.Variants));
        var made = await MadeAsync(job, "continued", EncoderFiles);
        Assert.NotEqual((await hub.NewestAsync("protein")).Files[1].Sha256, made.Files[1].Sha256);
        Assert.Equal(TrainingHub.VariantRows.Length + Rows("train"), made.Facts.GetProperty("trainedItems").GetInt32());
        Assert.Contains(
            $"masked on data: {TrainingHub.VariantRows.Length} items, weight 0.75; masked on replay: {Rows("train")} items, weight 0.25.",
            await hub.Member.LogAsync(job.Id, null, null, Stop), StringComparison.Ordinal);
        await IsOnTheThreadAsync(job);
        var metrics = await LossesAreToldAsync(job);
        Assert.Equal([2L, 4L], metrics.Where(point => point.Name == "validationLoss").Select(point => point.Step));
    }

    [Fact]
    public async Task Mixture_teachesOneEncoderAllTasks_andMeasuresEachHead()
    {
        hub.Recipe("mixture-protein", recipe =>
        {
            var unlabelled = recipe["tasks"]![0]!;
            (unlabelled["input"], unlabelled["data"]) = ("proteins", new JsonObject { ["files"] = "*.fa", ["format"] = "fasta" });
        });
        var job = await hub.SucceededAsync(
            "mixture-protein", "mixed", ("model", TrainingHub.Encoder), ("proteins", TrainingHub.Proteins), ("fitness", TrainingHub.Variants), ("structure", TrainingHub.Structures));
        var made = await MadeAsync(job, "mixed", [.. EncoderFiles, .. FitnessHead, "heads/structure.json", "heads/structure.safetensors"]);
        await MeasuredAsync(job, made, "fitness spearman", "fitness rmse", "structure accuracy");
        await IsOnTheThreadAsync(job);
        await LossesAreToldAsync(job);
    }

    [Fact]
    public async Task Cells_becomeAModel_thatKeepsItsGenes_andLearnsTheirTypes()
    {
        await hub.AddAsync(RepositoryKinds.Dataset, "pbmc", "pbmc.h5ad", TrainingHub.Shared("cell/10x_pbmc68k_reduced.h5ad"));
        void Small(JsonObject recipe) => recipe["tokensPerStep"] = 2048;
        hub.Recipe("pretrain-cells", Small);
        hub.Recipe("finetune-cell-types", Small);
        var pretrained = await hub.SucceededAsync("pretrain-cells", "cells", ("data", "dataset:lab/pbmc"));
        string[] files = ["config.json", "model.safetensors", "vocabulary.json"];
        var model = await MadeAsync(pretrained, "cells", files);
        Assert.Equal(("cell", 700), (model.Facts.GetProperty("view").GetString(), model.Facts.GetProperty("trainedItems").GetInt32()));
        await LossesAreToldAsync(pretrained);

        var tuned = await hub.SucceededAsync("finetune-cell-types", "cell-types", ("model", "model:lab/cells"), ("data", "dataset:lab/pbmc"));
        var made = await MadeAsync(tuned, "cell-types", [.. files, "heads/cell-type.json", "heads/cell-type.safetensors"]);
        Assert.Equal(model.Files.Single(file => file.Path == "vocabulary.json"), made.Files.Single(file => file.Path == "vocabulary.json"));
        await MeasuredAsync(tuned, made, "cell-type accuracy");
        await IsOnTheThreadAsync(tuned);
    }

    private static JsonObject Table(string column, double share) => new()
    {
        ["files"] = "*.csv",
        ["format"] = "csv",
        ["column"] = column,
        ["splitColumn"] = "set",
        ["train"] = new JsonArray("train"),
        ["share"] = share,
    };

    private static int Rows(string set) => TrainingHub.VariantRows.Count(row => row.EndsWith(',' + set, StringComparison.Ordinal));

    /// <returns>The revision that the job made, which is the model's newest and has just these files.</returns>
    private async Task<RevisionView> MadeAsync(JobView job, string model, params string[] files)
    {
        var made = await hub.NewestAsync(model);
        Assert.Equal((made.Node, job.Id), (Assert.Single(job.Outputs), made.Job));
        Assert.Equal(files.Order(StringComparer.Ordinal), made.Files.Select(file => file.Path));
        Assert.All(made.Files, file => Assert.True(file.Size > 0, file.Path));
        return made;
    }

    /// <summary>The revision's card and the job's log tell the same of the items that were held out.</summary>
    private async Task MeasuredAsync(JobView job, RevisionView made, params string[] names)
    {
        var measures = made.Facts.GetProperty("heldOutMeasures").EnumerateArray().Select(measure => measure.GetString()!).ToList();
        var log = await hub.Member.LogAsync(job.Id, null, null, Stop);
        foreach (var name in names)
        {
            var measure = Assert.Single(measures, measure => measure.StartsWith(name + " ", StringComparison.Ordinal));
            Assert.True(double.IsFinite(double.Parse(measure[name.Length..], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Contains($"On {made.Facts.GetProperty("heldOutItems").GetInt32()} held-out items: {measure}.", log, StringComparison.Ordinal);
        }

        // Looked for without regard to capitals, a line comes with its number; the tail is the end of all lines, or of those found.
        var lines = log.TrimEnd('\n').Split('\n');
        var found = (await hub.Member.LogAsync(job.Id, "HELD-OUT ITEMS", null, Stop)).TrimEnd('\n').Split('\n');
        Assert.Equal(lines.Index().Where(line => line.Item.Contains("held-out items", StringComparison.Ordinal)).Select(line => $"{line.Index + 1}: {line.Item}"), found);
        Assert.Equal($"{found[^1]}\n", await hub.Member.LogAsync(job.Id, "held-out items", 1, Stop));
        Assert.Equal(lines[^2..], (await hub.Member.LogAsync(job.Id, null, 2, Stop)).TrimEnd('\n').Split('\n'));
        Assert.Empty(await hub.Member.LogAsync(job.Id, "no such words", null, Stop));
    }

    /// <summary>From the revision to the job, from the job to exact revisions of all that it read; with seed, recipe and the version of the code.</summary>
    private async Task IsOnTheThreadAsync(JobView job)
    {
        var (made, own) = (job.Outputs.Single(), $"job:{job.Id}");
        var ties = (await hub.Member.NodeAsync(made, Stop)).Ties.Select(tie => (tie.From, tie.Relation, tie.To)).ToHashSet();
        Assert.Contains((made, Relations.MadeBy, own), ties);
        Assert.Contains((made, Relations.DerivedFrom, job.Inputs["model"]), ties);
        Assert.Contains((own, Relations.RunBy, "person:member"), ties);
        Assert.All(job.Inputs.Values, input => Assert.Contains('@', input));
        Assert.All(job.Inputs.Values, input => Assert.Contains((own, Relations.Used, input), ties));

        var told = await hub.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == own).ToDictionaryAsync(row => row.Kind, row => row.Body, Stop));
        var submitted = JsonSerializer.Deserialize<JsonElement>(told["job.submitted"]);
        Assert.Equal((job.Recipe, TrainingHub.Seed), (submitted.GetProperty("recipe").GetString(), submitted.GetProperty("seed").GetInt64()));
        Assert.Matches("^[0-9a-f]{64}$", submitted.GetProperty("recipeHash").GetString());
        var succeeded = JsonSerializer.Deserialize<JsonElement>(told["job.succeeded"]);
        Assert.Equal((HubVersion.Text, made), (succeeded.GetProperty("code").GetString(), succeeded.GetProperty("outputs")[0].GetString()));
        Assert.True((await hub.Member.VerifyAsync(null, Stop)).Valid);
    }

    private async Task<IReadOnlyList<MetricPoint>> LossesAreToldAsync(JobView job)
    {
        var metrics = await hub.Member.MetricsAsync(job.Id, Stop);
        var losses = metrics.Where(point => point.Name == "loss").ToList();
        Assert.Equal(Enumerable.Range(1, TrainingHub.Steps).Select(step => (long)step), losses.Select(point => point.Step));
        Assert.All(losses, point => Assert.True(point.Value > 0));
        return metrics;
    }
}
