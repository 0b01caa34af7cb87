using System.Globalization;
using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>Goes on training a model: fine-tuning, continued pretraining, mixtures.</summary>
internal sealed class TasksRunner(string kind) : IJobRunner
{
    public string Kind => kind;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = TasksRecipe.Read(order.Recipe);
        var rows = new List<IEnumerable<DataRow>>();
        foreach (var task in recipe.Tasks)
            rows.Add(await order.RowsAsync(task.Data, task.Input, task.Head?.Columns ?? [], stop));
        using var training = new TaskTraining(recipe, order.Folder("model", files.Checkpoint), order.Run(files, observer));
        var summary = training.Run(rows, stop);
        training.Save(files.Output);
        training.SaveAdapter(files.Output, order.Input("model").Node);
        List<string> measured = [.. training.Measures.SelectMany(head => head.Value.Select(measure =>
            string.Create(CultureInfo.InvariantCulture, $"{head.Key} {measure.Key} {measure.Value:0.####}")))];
        foreach (var text in measured)
            observer.Log($"On {training.HeldOut} held-out items: {text}.");
        return OrderedInputs.Facts(
            ("view", training.Encoder.Config.View),
            ("parameters", training.Encoder.parameters().Sum(parameter => parameter.numel())),
            ("trainedItems", training.Trained),
            ("heldOutItems", training.HeldOut),
            ("heldOutMeasures", measured),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }
}
