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
        var items = recipe.Data is { } data ? await ItemsAsync(order, data, observer, stop) : await GenesAsync(order, recipe.View, observer, stop);
        var (encoder, head, tokenizer, summary) = Pretraining.Run(recipe, items, order.Run(files, observer), stop);
        EncoderFolder.Save(files.Output, encoder, head, tokenizer);
        return OrderedInputs.Facts(
            ("view", recipe.View),
            ("parameters", encoder.parameters().Sum(parameter => parameter.numel())),
            ("vocabulary", tokenizer.VocabularySize),
            (recipe.Data is null ? "trainedGenes" : "trainedItems", items.Count),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }

    private static async Task<IReadOnlyList<string>> GenesAsync(JobOrder order, string view, ITrainingObserver observer, CancellationToken stop)
    {
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<string> items = [.. genes.Where(gene => !gene.HeldOut).Select(gene => gene[view])];
        observer.Log($"Pretraining on the {view} of {items.Count} training genes; {genes.Count - items.Count} are held out.");
        return items;
    }

    private static async Task<IReadOnlyList<string>> ItemsAsync(JobOrder order, DataRecipe data, ITrainingObserver observer, CancellationToken stop)
    {
        var rows = await DataRows.ReadAsync(data, order.Input("data").Node, order.Input("data").Files, [], stop);
        List<string> items = [.. rows.Where(row => row.Use == DataUse.Train).Select(row => row.Item)];
        observer.Log($"Pretraining on {items.Count} items of {data.Files}; {rows.Count - items.Count} are not trained on.");
        return items;
    }
}
