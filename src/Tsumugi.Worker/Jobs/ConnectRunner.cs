using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Worker.Jobs;

/// <summary>Connects models in one space, or adds some to a space that is there; the models themselves stay where they are.</summary>
internal sealed class ConnectRunner : IJobRunner
{
    public string Kind => ConnectRecipe.Kind;

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = ConnectRecipe.Read(order.Recipe);
        var rows = new List<IReadOnlyList<DataRow>>();
        foreach (var pairs in recipe.Pairs)
            rows.Add(await DataRows.ReadAsync(pairs.Data, order.Input(pairs.Input).Node, order.Input(pairs.Input).Files, pairs.Columns, stop));

        torch.manual_seed(order.Seed);
        using var space = recipe.Extends ? ConnectedSpace.Load(order.Folder(ConnectRecipe.Space, files.Checkpoint)) : new ConnectedSpace(recipe.New!.Describe());
        foreach (var name in recipe.Parts)
        {
            if (space.Parts.ContainsKey(name))
                throw new JobRefusedException($"The space {order.Input(ConnectRecipe.Space).Node} has a part '{name}' already; name the new one otherwise.");
            space.Add(Part.Load(name, order.Input(name).Node, order.Folder(name, files.Checkpoint), recipe.Adapters));
        }

        space.MoveTo(torch.device(recipe.Device));
        var (summary, figures) = Connecting.Run(recipe, space, rows, order.Run(files, observer), stop);
        space.Save(files.Output);
        foreach (var one in figures)
            observer.Log(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{one.Subset}: {one.Direction}, {one.Queries} queries among {one.Candidates}: recall@1 {one.RecallAt1:0.000} (chance {one.ChanceAt1:0.000}), recall@10 {one.RecallAt10:0.000}."));
        return OrderedInputs.Facts(
            ("parts", space.Parts.Values.ToDictionary(part => part.Config.Name, part => part.Config.Model)),
            ("partViews", space.Parts.Values.ToDictionary(part => part.Config.Name, part => part.Config.View)),
            ("width", space.Config.Width),
            ("parameters", space.Parameters.Sum(parameter => parameter.Tensor.numel())),
            ("trainedPairs", space.Config.TrainedPairs.Select(pair => string.Join('-', pair)).ToArray()),
            ("retrieval", JsonSerializer.SerializeToElement(figures, JsonSerializerOptions.Web)),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }
}
