using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

internal sealed class PretrainRunner : IJobRunner
{
    public string Kind => "pretrain";

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = PretrainRecipe.Read(order.Recipe);
        var (rows, trained) = recipe.Data is { } data ? await ItemsAsync(order, data, observer, stop) : await GenesAsync(order, recipe.View, observer, stop);
        var (encoder, head, vocabulary, summary) = Pretraining.Run(recipe, rows, recipe.Genes?.Load(order.Input("data").Files, stop), order.Run(files, observer), stop);
        EncoderFolder.Save(files.Output, encoder, head, vocabulary);
        var facts = OrderedInputs.Facts(
            ("view", recipe.View),
            ("parameters", encoder.parameters().Sum(parameter => parameter.numel())),
            ("vocabulary", vocabulary.VocabularySize),
            (recipe.Data is null ? "trainedGenes" : "trainedItems", trained),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
        // The best look at items that were kept back, where the recipe keeps some: in the same unit as the loss.
        if (summary.Validation is { } validation)
            facts["validationLoss"] = JsonSerializer.SerializeToElement(Math.Round(validation, 4));
        return facts;
    }

    private static async Task<(IEnumerable<DataRow> Rows, long Trained)> GenesAsync(JobOrder order, string view, ITrainingObserver observer, CancellationToken stop)
    {
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<DataRow> rows = [.. genes.Select(gene => new DataRow(gene.LocusTag, gene[view], gene.HeldOut ? DataUse.Test : DataUse.Train, []))];
        var trained = rows.LongCount(row => row.Use == DataUse.Train);
        observer.Log($"Pretraining on the {view} of {trained} training genes; {rows.Count - trained} are held out.");
        return (rows, trained);
    }

    private static async Task<(IEnumerable<DataRow> Rows, long Trained)> ItemsAsync(JobOrder order, DataRecipe data, ITrainingObserver observer, CancellationToken stop)
    {
        var rows = await order.RowsAsync(data, "data", [], stop);

        // Where rows are read anew, this first time tells what is wrong with any file before a step is taken.
        var (trained, all) = (0L, 0L);
        foreach (var row in rows)
            (trained, all) = (trained + (row.Use == DataUse.Train ? 1 : 0), all + 1);
        observer.Log($"Pretraining on {trained} items of {data.Files}; {all - trained} are not trained on.");
        return (rows, trained);
    }
}
