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
        var rows = recipe.Data is { } data ? await ItemsAsync(order, data, observer, stop) : await GenesAsync(order, recipe.View, observer, stop);
        var (encoder, head, vocabulary, summary) = Pretraining.Run(recipe, rows, recipe.Genes?.Load(order.Input("data").Files, stop), order.Run(files, observer), stop);
        EncoderFolder.Save(files.Output, encoder, head, vocabulary);
        var facts = OrderedInputs.Facts(
            ("view", recipe.View),
            ("parameters", encoder.parameters().Sum(parameter => parameter.numel())),
            ("vocabulary", vocabulary.VocabularySize),
            (recipe.Data is null ? "trainedGenes" : "trainedItems", Trained(rows)),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
        // The best look at items that were kept back, where the recipe keeps some: in the same unit as the loss.
        if (summary.Validation is { } validation)
            facts["validationLoss"] = JsonSerializer.SerializeToElement(Math.Round(validation, 4));
        return facts;
    }

    private static async Task<IReadOnlyList<DataRow>> GenesAsync(JobOrder order, string view, ITrainingObserver observer, CancellationToken stop)
    {
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<DataRow> rows = [.. genes.Select(gene => new DataRow(gene.LocusTag, gene[view], gene.HeldOut ? DataUse.Test : DataUse.Train, []))];
        observer.Log($"Pretraining on the {view} of {Trained(rows)} training genes; {rows.Count - Trained(rows)} are held out.");
        return rows;
    }

    private static async Task<IReadOnlyList<DataRow>> ItemsAsync(JobOrder order, DataRecipe data, ITrainingObserver observer, CancellationToken stop)
    {
        var rows = await DataRows.ReadAsync(data, order.Input("data").Node, order.Input("data").Files, [], stop);
        observer.Log($"Pretraining on {Trained(rows)} items of {data.Files}; {rows.Count - Trained(rows)} are not trained on.");
        return rows;
    }

    private static int Trained(IReadOnlyList<DataRow> rows) => rows.Count(row => row.Use == DataUse.Train);
}
