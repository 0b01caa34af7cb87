using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Alignment;
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
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<string> items = [.. genes.Where(gene => !gene.HeldOut).Select(gene => gene[recipe.View])];
        observer.Log($"Pretraining on the {recipe.View} of {items.Count} training genes; {genes.Count - items.Count} are held out.");
        var (encoder, head, tokenizer, summary) = Pretraining.Run(recipe, items, order.Run(files, observer), stop);
        EncoderFolder.Save(files.Output, encoder, head, tokenizer);
        return OrderedInputs.Facts(
            ("view", recipe.View),
            ("parameters", encoder.parameters().Sum(parameter => parameter.numel())),
            ("vocabulary", tokenizer.VocabularySize),
            ("trainedGenes", items.Count),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }
}
