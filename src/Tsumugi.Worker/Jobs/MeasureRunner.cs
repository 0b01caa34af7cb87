using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Retrieval;
using Tsumugi.Torch.Training;
using TorchSharp;

namespace Tsumugi.Worker.Jobs;

internal sealed class MeasureRunner : IJobRunner
{
    private const string ReportFile = "retrieval.json";

    public string Kind => "measure";

    public async Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        var device = torch.device(MeasureRecipe.Read(order.Recipe).Device);
        var genes = await GeneViews.ReadAsync(order.File("genes", GeneViews.TableFile), stop);
        List<GeneViews> heldOut = [.. genes.Where(gene => gene.HeldOut)];
        var space = SharedSpace.Load(order.Folder("model", files.Checkpoint));
        var vectors = new Dictionary<string, float[]>();
        foreach (var (done, view) in Views.All.Index())
        {
            observer.Progress("embedding", done, Views.All.Count);
            var found = space.Embed(view, [.. heldOut.Select(gene => gene[view])], device);

            // The measurement addresses vectors by the gene's place among all genes; only held-out places are ever read.
            vectors[view] = Spread(found, genes, space.Config.Width);
        }

        observer.Log($"Ranking {heldOut.Count} held-out genes in six directions.");
        var report = new Measurement(genes, vectors, space.Config.Width).Run(space.Config.TrainedPairs);
        await using var output = File.Create(Path.Combine(files.Output, ReportFile));
        await JsonSerializer.SerializeAsync(output, report, JobJson.Default.RetrievalReport, stop);
        return OrderedInputs.Facts(("heldOut", report.HeldOut), ("genes", report.Genes));
    }

    private static float[] Spread(float[] rows, IReadOnlyList<GeneViews> genes, int width)
    {
        var (all, next) = (new float[genes.Count * width], 0);
        for (var gene = 0; gene < genes.Count; gene++)
        {
            if (genes[gene].HeldOut)
                rows.AsSpan(next++ * width, width).CopyTo(all.AsSpan(gene * width));
        }

        return all;
    }
}
