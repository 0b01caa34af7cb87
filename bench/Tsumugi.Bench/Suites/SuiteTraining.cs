using Tsumugi.Torch.Native;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>Trains the model of a suite by the engine's own loop, from nothing.</summary>
internal static class SuiteTraining
{
    /// <summary>Every figure is the median over these.</summary>
    public static readonly IReadOnlyList<long> Seeds = [1, 2, 3];

    private static readonly Lock Making = new();

    /// <summary>One thread to an operation: seeds run side by side instead, and a machine that others use too is not held up by threads that wait.</summary>
    public static void LoadTorch() => TorchRuntime.Load(threads: 1);

    /// <summary>Runs each seed on a thread of its own.</summary>
    /// <returns>What each gave, in the order of the seeds.</returns>
    public static async Task<IReadOnlyList<T>> EachSeedAsync<T>(Func<long, T> run, CancellationToken ct) =>
        await Task.WhenAll(Seeds.Select(seed => Task.Factory.StartNew(() => run(seed), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    /// <summary>Makes a model from the generator that all threads share, so that a seed gives the same one whatever the others do.</summary>
    public static T Make<T>(long seed, Func<T> make)
    {
        lock (Making)
        {
            manual_seed(seed);
            return make();
        }
    }

    /// <summary>Names the parameters of several modules apart.</summary>
    public static IReadOnlyList<TrainedParameter> Parameters(params nn.Module[] modules) =>
        [.. modules.Index().SelectMany(module => TrainedParameter.Of(module.Item, $"{module.Index}."))];

    /// <param name="what">For the lines that tell how far it is, on standard error.</param>
    public static void Run(string what, long seed, IReadOnlyList<TrainedParameter> parameters, Schedule schedule, Func<int, StepResult> step, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-suite-").FullName;
        try
        {
            new TrainingLoop(parameters, schedule, new(seed, folder, what, new Progress($"{what}, seed {seed}"))).Run(what, share => step(share.Step), validation: null, ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Progress(string what) : ITrainingObserver
    {
        private DateTime _next = DateTime.UtcNow.AddSeconds(30);
        private double _loss;

        void ITrainingObserver.Progress(string phase, long step, long total)
        {
            if (DateTime.UtcNow < _next)
                return;
            Console.Error.WriteLine($"{what}: step {step} of {total}, loss {_loss:0.000}");
            _next = DateTime.UtcNow.AddSeconds(30);
        }

        public void Metric(string name, long step, double value) => _loss = name == "loss" ? value : _loss;

        public void Log(string text) => Console.Error.WriteLine($"{what}: {text}");
    }
}
