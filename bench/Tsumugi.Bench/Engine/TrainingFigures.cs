using System.Diagnostics;
using System.Globalization;
using Tsumugi.Formats.Sequences;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Native;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Engine;

/// <summary>
/// A protein encoder of six layers and a width of 320 on proteins of their real lengths: training by masked modelling beside the
/// machine's own matrix products, beside padding in the same code, beside embedding, and beside PyTorch where that is installed.
/// </summary>
internal static class TrainingFigures
{
    private const string Proteins = "protein/bionemo_uniref_10000.parquet";
    private const int Rounds = 3;
    private const int WarmUp = 2;
    private const int Steps = 8;
    private const int TokensPerStep = 4096;
    private const int MaxTokens = 1024;

    private static readonly EncoderConfig Config = new()
    {
        View = Views.Protein,
        Vocabulary = new ProteinTokenizer().VocabularySize,
        Padding = new ProteinTokenizer().Padding,
        Mask = new ProteinTokenizer().Mask,
        Width = 320,
        Layers = 6,
        Heads = 5,
        MaxTokens = MaxTokens,
    };

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(CancellationToken ct)
    {
        var path = BenchData.Of(Proteins);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"training: left out, as {path} is absent. Set {BenchData.FolderVariable} to the folder that holds it.");
            return [];
        }

        TorchRuntime.Load(Environment.ProcessorCount);
        var items = new List<int[]>();
        await using (var file = File.OpenRead(path))
        {
            await foreach (var protein in SequenceFiles.ReadAsync(path, file, SequenceOptions.Default, ct))
                items.Add(new ProteinTokenizer().Encode(protein.Sequence, MaxTokens));
        }

        var (packed, padded, share) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            // The machine is shared: each pair of figures that make a ratio is taken back to back.
            var before = MatrixRate.Measure(CPU);
            var trained = Train(items, hidden => Batch.Pack(hidden, CPU), ct);
            share.Add(trained.OperationsPerSecond / ((before + MatrixRate.Measure(CPU)) / 2));
            packed.Add(trained.TokensPerSecond);
            padded.Add(Train(items, hidden => Batch.Pad(hidden, Config.Padding, CPU), ct).TokensPerSecond);
        }

        var (embedded, growth) = Embed(items, ct);

        var figures = new List<Figure>
        {
            new("trainTokensPerSecond", "training, unpadded tokens", Middle(packed), "tokens/s"),
            new("trainShareOfMatmul", "training over the rate of 2048³ products", Middle(share), "×"),
            new("packedOverPadded", "packed over padded to the longest", Middle(packed.Zip(padded, (a, b) => a / b)), "×"),
            new("embedTokensPerSecond", $"embedding of {items.Count} proteins", embedded, "tokens/s"),
            new("embedOverTrain", "embedding over training", embedded / Middle(packed), "×"),
            new("embedGrowthMB", "memory that ten times the proteins add", growth, "MB"),
        };
        if (await PyTorchAsync(items, ct) is { } theirs)
        {
            figures.Add(new("pyTorchTokensPerSecond", "PyTorch, the same encoder", theirs, "tokens/s"));
            figures.Add(new("overPyTorch", "training over PyTorch", Middle(packed) / theirs, "×"));
        }

        return figures;
    }

    private static (double TokensPerSecond, double OperationsPerSecond) Train(List<int[]> items, Func<IReadOnlyList<int[]>, Batch> lay, CancellationToken ct)
    {
        torch.manual_seed(1);
        using var scope = NewDisposeScope();
        var (tokenizer, encoder) = (new ProteinTokenizer(), new Encoder(Config));
        var head = new TokenHead(encoder);
        var batches = new TokenBatches([.. items.Select(item => item.Length)], TokensPerStep, new CounterRandom(1, "batches"));
        var task = new MaskedModelling(tokenizer, 0.15, SpanLengths.OneToken, new CounterRandom(1, "masks"));
        var (tokens, operations) = (0L, 0.0);

        StepResult Step(Share share)
        {
            var hidden = task.Ask([.. batches.At(share.Step).Select(index => items[index])], share.Step);
            var seen = hidden.Items.Sum(item => (long)item.Length);
            var work = Flops.TrainingOverForward * (Flops.Forward(Config, hidden.Items.Select(item => item.Length)) + Flops.Head(Config, hidden.Answers.Length));
            if (share.Step >= WarmUp)
                (tokens, operations) = (tokens + seen, operations + work);
            return new(hidden.Loss(encoder, head, lay(hidden.Items)), seen) { Weight = hidden.Answers.Length };
        }

        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-").FullName;
        try
        {
            var clock = new StepClock();
            new TrainingLoop([.. TrainedParameter.Of(encoder, "encoder."), .. TrainedParameter.Of(head, "head.")], new Schedule(WarmUp + Steps, WarmUp, 1e-4, 0.01), new(1, folder, "bench", clock))
                .Run("bench", Step, validation: null, ct);
            return (tokens / clock.Seconds, operations / clock.Seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>Tokens per second, and what the process grew by from a tenth of the items to all, in MB.</returns>
    private static (double TokensPerSecond, double GrowthMB) Embed(List<int[]> items, CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var encoder = new Encoder(Config);
        foreach (var _ in encoder.PoolAll(items.Take(items.Count / 10), CPU))
            ct.ThrowIfCancellationRequested();
        var (before, clock) = (PeakMB(), Stopwatch.StartNew());
        foreach (var _ in encoder.PoolAll(items, CPU))
            ct.ThrowIfCancellationRequested();
        return (items.Sum(item => (long)item.Length) / clock.Elapsed.TotalSeconds, PeakMB() - before);
    }

    private static double PeakMB()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    /// <returns>Tokens per second; null where this machine has no PyTorch.</returns>
    private static async Task<double?> PyTorchAsync(List<int[]> items, CancellationToken ct)
    {
        int[] arguments = [Config.Width, Config.Layers, Config.Heads, Config.Vocabulary, Config.Padding, Config.Mask!.Value, TokensPerStep, Steps, Environment.ProcessorCount];
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Engine", "encoder_in_pytorch.py"), .. arguments.Select(value => value.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!File.Exists(start.FileName))
            return null;
        using var process = Process.Start(start)!;
        var (answer, complaint) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        try
        {
            foreach (var item in items)
                await process.StandardInput.WriteLineAsync(string.Join(' ', item));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read: its complaint says why.
        }

        await process.WaitForExitAsync(ct);
        if (process.ExitCode == 0)
            return double.Parse(await answer, CultureInfo.InvariantCulture);
        Console.Error.WriteLine($"Without PyTorch's column: {(await complaint).Trim().Split('\n')[^1]}");
        return null;
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    /// <summary>Seconds from the end of the warm-up to the end of the last step.</summary>
    private sealed class StepClock : ITrainingObserver
    {
        private long _began;

        public double Seconds { get; private set; }

        public void Progress(string phase, long step, long total)
        {
            if (step == WarmUp)
                _began = Stopwatch.GetTimestamp();
            if (step == total)
                Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        }

        public void Metric(string name, long step, double value)
        {
        }

        public void Log(string text)
        {
        }
    }
}
