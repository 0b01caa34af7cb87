using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Federation;

/// <summary>Goes on training a model so that no single example can be told from the result: the gradient of each is clipped, and their sum gets noise.</summary>
/// <remarks>Abadi et al. 2016, algorithm 1, with Poisson sampling. Who is sampled and what noise is drawn comes from the system's generator and from no
/// seed, because whoever knew the seed could take the noise away; so two runs differ, and one that was stopped begins anew.</remarks>
public sealed class PrivateTraining : IDisposable
{
    private readonly LocalRecipe _recipe;
    private readonly TrainingRun _run;
    private readonly Encoder _encoder;
    private readonly TokenHead _head;
    private readonly IVocabulary _vocabulary;

    /// <param name="model">Folder of the model's files.</param>
    /// <exception cref="ParameterMismatchException">Its files do not hold exactly the model that they describe.</exception>
    public PrivateTraining(LocalRecipe recipe, string model, TrainingRun run)
    {
        (_recipe, _run) = (recipe, run);
        _encoder = new(EncoderFolder.ReadConfig(model));
        _head = new(_encoder);
        EncoderFolder.Load(model, _encoder, _head);
        _vocabulary = Tokenizers.LoadAny(_encoder.Config.View, model);
    }

    /// <summary>Items that a step is sampled from.</summary>
    public int Examples { get; private set; }

    /// <exception cref="UnfitDataException">An item cannot be read.</exception>
    public void Run(IEnumerable<DataRow> rows, CancellationToken stop)
    {
        var (task, privacy, schedule, device) = (_recipe.Continue.Tasks[0], _recipe.Privacy!, _recipe.Continue.Schedule, torch.device(_recipe.Continue.Device));
        var reader = new ItemReader(_vocabulary, _encoder.Config.MaxTokens, task.Data);
        if (_vocabulary.Numbers > 0)
            throw new InvalidRecipeException(LocalRecipe.Kind, [$"noise goes with tokens; the view {_vocabulary.View} has numbers beside them"]);
        if (_encoder.Config.Times)
            throw new InvalidRecipeException(LocalRecipe.Kind, ["noise goes with tokens; the model has times beside them"]);
        var items = UnlabelledItems.Encode(rows, reader, 0, Storing.Of(task.Data, _run, 0));
        reader.Check(_run.Observer);
        Examples = items.Ids.Count;
        _encoder.to(device);
        _head.to(device);
        var question = task.Question!.Task(_vocabulary, _run.Seed);
        List<TrainedParameter> parameters = [.. TrainedParameter.Of(_encoder, "encoder.").Concat(TrainedParameter.Of(_head, "head.")).DistinctBy(row => row.Name)];
        using var optimizer = new AdamW(parameters, schedule);
        for (var step = 0; step < schedule.Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            List<Tensor> sums = [.. parameters.Select(row => zeros_like(row.Tensor, requires_grad: false))];
            foreach (var item in Sampled(Examples, privacy.SampleRate))
                AddClipped(optimizer, parameters, sums, question.Ask([items.Ids[item]], (long)step * Examples + item), privacy.ClipNorm, device);
            var expected = privacy.SampleRate * Examples;
            foreach (var (row, sum) in parameters.Zip(sums))
                row.Tensor.grad = sum.add_(Noise(sum.shape, privacy.NoiseMultiplier * privacy.ClipNorm).to(device)).div_(expected);
            optimizer.Step(step + 1, schedule.RateAt(step), 1);
            _run.Observer.Progress("training under noise", step + 1, schedule.Steps);
        }

        optimizer.ClearGradients();
    }

    public void Save(string folder) => EncoderFolder.Save(folder, _encoder, _head, _vocabulary);

    public void Dispose()
    {
        _encoder.Dispose();
        _head.Dispose();
    }

    private void AddClipped(Optimizer optimizer, List<TrainedParameter> parameters, List<Tensor> sums, TokenQuestion question, double most, Device device)
    {
        using var scope = NewDisposeScope();
        optimizer.ClearGradients();
        question.Loss(_encoder, _head, device).backward();
        var norm = optimizer.GradientNorm();
        if (!double.IsFinite(norm))
            return; // An example without a finite gradient adds nothing, which is within the clip.
        using var off = no_grad();
        foreach (var (row, sum) in parameters.Zip(sums))
        {
            if (row.Tensor.grad is { } gradient)
                sum.add_(gradient, Math.Min(1, most / Math.Max(norm, double.Epsilon)));
        }
    }

    /// <summary>Each place with the same probability, whatever the others do.</summary>
    internal static List<int> Sampled(int count, double rate)
    {
        var bits = new ulong[count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(bits.AsSpan()));
        return [.. Enumerable.Range(0, count).Where(place => (bits[place] >> 11) * (1.0 / (1UL << 53)) < rate)];
    }

    /// <summary>Normal numbers by Box and Muller 1958, from the system's generator, in float64 before they are rounded.</summary>
    internal static Tensor Noise(long[] shape, double deviation)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        var bits = new ulong[count + (count & 1)];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(bits.AsSpan()));
        var numbers = new float[bits.Length];
        for (var i = 0; i < bits.Length; i += 2)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(((bits[i] >> 11) + 1) * (1.0 / (1UL << 53))));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * (bits[i + 1] >> 11) * (1.0 / (1UL << 53)));
            (numbers[i], numbers[i + 1]) = ((float)(radius * cosine), (float)(radius * sine));
        }

        return tensor(numbers.AsSpan(0, (int)count).ToArray(), shape);
    }
}
