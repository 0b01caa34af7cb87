using Tsumugi.Client.Jobs;
using Tsumugi.Formats;
using Tsumugi.Merging;
using Tsumugi.Merging.Configuration;
using Tsumugi.Merging.Planning;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Native;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Ranks;
using Tsumugi.Worker.Commands;

namespace Tsumugi.Worker.Jobs;

/// <summary><c>run FOLDER</c>: carries out the order in the folder.</summary>
internal static class RunCommand
{
    private static readonly IReadOnlyList<IJobRunner> Runners =
    [
        new PretrainRunner(), new TasksRunner(TasksRecipe.Finetune), new TasksRunner(TasksRecipe.Continue), new TasksRunner(TasksRecipe.Mixture),
        new AlignRunner(), new ConnectRunner(), new FuseRunner(), new MeasureRunner(), new ConvertRunner(), new ExportRunner(), new MergeRunner(), new FederateRunner(),
        new CommandRunner(),
    ];

    public static async Task<int> RunAsync(string folder, CancellationToken stop)
    {
        IRanks? ranks = null;
        try
        {
            ranks = MpiRanks.IsLaunched ? MpiRanks.Join() : new OneProcess();
            await RunAsync(new JobFiles(Path.GetFullPath(folder), ranks), stop);
            ranks.Dispose();
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            ranks?.Dispose();
            return ExitCodes.Stopped;
        }
        catch (Exception error) when (error is JobRefusedException or InvalidRecipeException or UnreadableItemException or LowCoverageException or UnfitDataException or UnknownMapException or UnknownLayoutException or DivergedException
            or InvalidConfigurationException or MergeConflictException or UnmergeableTensorException or ParameterMismatchException or TorchMissingException or RanksException or InvalidFileException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var who = ranks?.Size > 1 ? $"Process {ranks.Rank} of {ranks.Size}: " : "";
            await Console.Error.WriteLineAsync(who + error.Message.ReplaceLineEndings(" "));
            var code = error is OutOfRoomException ? ExitCodes.OutOfMemory : error is UnreadableItemException or LowCoverageException or UnfitDataException or InvalidFileException ? ExitCodes.UnfitData : ExitCodes.Refused;
            if (ranks?.Size > 1)
                ranks.Abort(code);
            return code;
        }
    }

    private static async Task RunAsync(JobFiles files, CancellationToken stop)
    {
        var isFirst = files.Ranks.Rank == 0;
        await using var held = isFirst ? await files.TakeAsync() : null;
        var order = await files.ReadOrderAsync(stop);
        var runner = Runners.FirstOrDefault(candidate => candidate.Kind == order.Kind)
            ?? throw new JobRefusedException($"This worker knows no job of kind '{order.Kind}'; it knows {string.Join(", ", Runners.Select(known => known.Kind))}.");
        files.BeginOutput();
        using var progress = isFirst ? new ProgressFile(files.Progress, TimeProvider.System) : null;
        if (runner.UsesTorch)
            TorchRuntime.Load(order.Threads);
        var facts = await runner.RunAsync(order, files, (ITrainingObserver?)progress ?? new SilentObserver(), stop);
        if (isFirst)
            await files.WriteResultAsync(facts, stop);
        files.Ranks.Barrier();
        if (isFirst)
            files.Tidy();
    }

    /// <summary>Of several processes only the first one speaks.</summary>
    private sealed class SilentObserver : ITrainingObserver
    {
        public void Progress(string phase, long step, long total)
        {
        }

        public void Metric(string name, long step, double value)
        {
        }

        public void Log(string text)
        {
        }
    }
}
