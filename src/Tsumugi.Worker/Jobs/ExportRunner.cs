using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Onnx;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary>Writes an encoder as an ONNX model, and runs it beside the encoder before it is handed over.</summary>
internal sealed class ExportRunner : IJobRunner
{
    /// <summary>Rounding in single precision stays far below, also in deep encoders.</summary>
    private const double MostDifference = 1e-3;

    public string Kind => "export";

    public Task<IReadOnlyDictionary<string, JsonElement>> RunAsync(JobOrder order, JobFiles files, ITrainingObserver observer, CancellationToken stop)
    {
        EmptyRecipe.Check(order.Recipe, Kind);
        var input = order.Input("model");
        if (input.Files.ContainsKey(OnnxEncoder.ModelFile))
            throw new JobRefusedException($"The revision {input.Node} has {OnnxEncoder.ModelFile} already; delete it there if it is to be written anew.");
        observer.Progress("exporting", 0, 2);
        var folder = order.Folder("model", files.Checkpoint);
        var config = EncoderFolder.ReadConfig(folder);
        if (config.Numbers > 0)
            throw new JobRefusedException($"The model of the view '{config.View}' reads numbers beside its tokens, which are not exported yet; use it by this hub's jobs.");
        var encoder = new Encoder(config);
        var head = new TokenHead(encoder);
        var hasHead = EncoderFolder.Load(folder, encoder, head);
        OnnxEncoder.Write(files.Output, encoder, hasHead ? head : null);

        observer.Progress("exporting", 1, 2);
        var difference = OnnxEncoder.Compare(files.Output, encoder, order.Threads, new CounterRandom(order.Seed, "export"), stop);
        if (!(difference <= MostDifference))
            throw new JobRefusedException($"The exported model's states differ from the encoder's by {difference:g2}, which is more than {MostDifference:g2}; nothing was published. Check that the parameters are numbers.");
        observer.Log($"{OnnxEncoder.ModelFile}: states differ from the encoder's by {difference:g2} at most, on random items.");
        return Task.FromResult<IReadOnlyDictionary<string, JsonElement>>(OrderedInputs.Facts(("scores", hasHead), ("greatestDifference", difference)));
    }
}
