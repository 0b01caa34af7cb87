using Tsumugi.Client.Jobs;
using Tsumugi.Formats;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Native;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;

namespace Tsumugi.Worker.Jobs;

/// <summary><c>run FOLDER</c>: carries out the order in the folder.</summary>
internal static class RunCommand
{
    private static readonly IReadOnlyList<IJobRunner> Runners = [new PretrainRunner(), new AlignRunner(), new MeasureRunner(), new ConvertRunner(), new ExportRunner()];

    public static async Task<int> RunAsync(string folder, CancellationToken stop)
    {
        try
        {
            var files = new JobFiles(Path.GetFullPath(folder));
            await using var held = await files.TakeAsync();
            var order = await files.ReadOrderAsync(stop);
            var runner = Runners.FirstOrDefault(candidate => candidate.Kind == order.Kind)
                ?? throw new JobRefusedException($"This worker knows no job of kind '{order.Kind}'; it knows {string.Join(", ", Runners.Select(known => known.Kind))}.");
            files.BeginOutput();
            using var progress = new ProgressFile(files.Progress, TimeProvider.System);
            if (runner.UsesTorch)
                TorchRuntime.Load(order.Threads);
            var facts = await runner.RunAsync(order, files, progress, stop);
            await files.WriteResultAsync(facts, stop);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Stopped;
        }
        catch (Exception error) when (error is JobRefusedException or InvalidRecipeException or UnreadableItemException or DivergedException
            or ParameterMismatchException or TorchMissingException or InvalidFileException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
            return ExitCodes.Refused;
        }
    }
}
