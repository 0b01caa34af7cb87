using System.Runtime.InteropServices;
using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Worker.Jobs;

internal sealed class AlignRunner : IJobRunner
{
    public const string IndexFile = "index.safetensors";

    public string Kind => "align";

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var recipe = AlignRecipe.Read(order.Recipe);
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<GeneViews> training = [.. genes.Where(gene => !gene.HeldOut)];
        List<Parent> parents = [.. Views.All.Select(view => new Parent(view, order.Input(view).Node, order.Folder(view, files.Checkpoint)))];
        observer.Log($"Connecting {string.Join(", ", parents.Select(parent => parent.Node))} by the pairs of {training.Count} training genes.");
        var (space, summary) = Aligning.Run(
            recipe, training, parents, order.Input("genes").Node, order.Run(files, observer), stop);
        space.Save(files.Output);

        observer.Log($"Indexing all {genes.Count} genes in {Views.All.Count} views.");
        WriteIndex(Path.Combine(files.Output, IndexFile), space, genes, order.Input("genes").Node, torch.device(recipe.Device));
        return OrderedInputs.Facts(
            ("views", Views.All),
            ("parameters", space.parameters().Sum(parameter => parameter.numel())),
            ("width", recipe.Width),
            ("trainedGenes", training.Count),
            ("trainedPairs", Aligning.Pairs.Select(pair => $"{pair.Left}-{pair.Right}").ToArray()),
            ("steps", summary.Steps),
            ("finalLoss", Math.Round(summary.FinalLoss, 4)));
    }

    /// <summary>Vectors of every gene, one tensor for each view, [genes, width].</summary>
    private static void WriteIndex(string path, SharedSpace space, IReadOnlyList<GeneViews> genes, string dataset, torch.Device device) =>
        SafetensorsWriter.Write(
            path,
            new Dictionary<string, string> { ["dataset"] = dataset },
            Views.All.Select(view => (
                view, TensorType.F32, new long[] { genes.Count, space.Config.Width },
                (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes(space.Embed(view, [.. genes.Select(gene => gene[view])], device).AsSpan()).ToArray())));
}
