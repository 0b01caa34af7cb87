using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Federation;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>One site's training in one round of a federated training; its agent orders it, not the hub.</summary>
internal sealed class FederateRunner : IJobRunner
{
    public string Kind => LocalRecipe.Kind;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = LocalRecipe.Read(order.Recipe);
        var rows = await order.RowsAsync(recipe.Continue.Tasks[0].Data, "data", [], stop);
        var (model, run) = (order.Folder("model", files.Checkpoint), order.Run(files, observer));
        if (recipe.Privacy is not null)
        {
            using var hidden = new PrivateTraining(recipe, model, run);
            hidden.Run(rows, stop);
            hidden.Save(files.Output);
            return OrderedInputs.Facts(("trainedItems", hidden.Examples), ("steps", recipe.Continue.Schedule.Steps));
        }

        using var training = new TaskTraining(recipe.Continue, model, run with
        {
            PlainSteps = recipe.Controlled,
            Correction = recipe.Controlled ? Corrections.Control(order.Folder("correction", files.Checkpoint))
                : recipe.Proximal > 0 ? Corrections.Proximal(recipe.Proximal)
                : null,
        });
        var summary = training.Run([rows], stop);
        training.Save(files.Output);
        return OrderedInputs.Facts(
            ("trainedItems", training.Trained),
            ("steps", summary.Steps),
            ("rates", Enumerable.Range(0, summary.Steps).Sum(recipe.Continue.Schedule.RateAt)),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }
}
