using System.Globalization;
using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Worker.Jobs;

/// <summary>Teaches a trunk over a connected model; what comes out is that model with the trunk beside it.</summary>
internal sealed class FuseRunner : IJobRunner
{
    public string Kind => FuseRecipe.Kind;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = FuseRecipe.Read(order.Recipe);
        var rows = await DataRows.ReadAsync(recipe.Rows.Data, order.Input(recipe.Rows.Input).Node, order.Input(recipe.Rows.Input).Files, recipe.Columns, stop);
        using var space = ConnectedSpace.Load(order.Folder(ConnectRecipe.Space, files.Checkpoint));
        space.MoveTo(torch.device(recipe.Device));
        var (fusion, summary, measured) = Fusing.Run(recipe, space, rows, order.Run(files, observer), stop);
        using var made = fusion;
        space.Save(files.Output);
        made.Save(files.Output);
        List<string> told = [.. measured.SelectMany(one => one.Measures.Select(measure =>
            string.Create(CultureInfo.InvariantCulture, $"{recipe.Head.Name} {measure.Key} {measure.Value:0.####} ({string.Join(" + ", one.Parts)}; {one.Items})")))];
        foreach (var text in told)
            observer.Log($"On held-out items: {text}.");
        return OrderedInputs.Facts(
            [.. space.Facts, ("heldOutMeasures", told), ("steps", summary.Steps), ("finalLoss", Math.Round(summary.FinalLoss, 4))]);
    }
}
