using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Inputs;
using Tsumugi.Merging.Planning;
using Tsumugi.Merging.Running;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>Combines the weights of models of one architecture; goes on where an earlier worker was stopped.</summary>
internal sealed class MergeRunner : IJobRunner
{
    private const long Mebi = 1 << 20;

    public string Kind => MergeRecipe.Kind;

    public bool UsesTorch => false;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var configuration = MergeRecipe.Read(order.Recipe);
        var models = new Dictionary<string, InputModel>(StringComparer.Ordinal);
        try
        {
            foreach (var name in configuration.Models)
                models[name] = InputModel.Open(name, input => (order.Input(input).Node, order.Input(input).Files));
            var plan = MergePlanner.Plan(configuration, models, order.Seed);
            foreach (var note in plan.Notes)
                observer.Log(note);
            observer.Log($"{configuration.Method} of {string.Join(", ", plan.Models.Select(model => model.Identity))}: {plan.Tensors.Count} tensors.");
            var record = await Merger.RunAsync(
                plan, new() { Threads = order.Threads }, Path.Combine(files.Checkpoint, "merge"), files.Output,
                progress => observer.Progress("merging", progress.DoneBytes / Mebi, progress.TotalBytes / Mebi), stop);
            return OrderedInputs.Facts(
                ("method", record.Method),
                ("parameters", plan.Tensors.Sum(tensor => tensor.Count)),
                ("tensors", plan.Tensors.Count),
                ("merged", record.Inputs));
        }
        finally
        {
            foreach (var model in models.Values)
                model.Dispose();
        }
    }
}
