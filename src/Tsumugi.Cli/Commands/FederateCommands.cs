using System.CommandLine;
using Tsumugi.Client.Federation;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>federate …</c>: trainings by several sites.</summary>
internal static class FederateCommands
{
    private static readonly Argument<FileInfo> File = new("request") { Description = "The training as JSON (docs/federating.md) / 連合学習の指定（JSON）" };

    private static readonly Argument<string> Id = new("training") { Description = "fed-…" };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Until it has ended / 終わるまで待つ" };

    public static Command Make() => new("federate", "Training by several sites / 連合学習") { Begin(), List(), Show(), Cancel() };

    private static Command Begin()
    {
        var command = new Command("begin", "Begin a federated training / 連合学習を始める") { File, Wait };
        command.Runs(
            async (hub, parsed, stop) =>
            {
                var training = await hub.BeginTrainingAsync(await RequestFile.ReadAsync<TrainingRequest>(parsed.GetValue(File)!.FullName, stop), stop);
                while (parsed.GetValue(Wait) && training.State == "running")
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                    training = await hub.TrainingAsync(training.Id, stop);
                }

                return training;
            },
            Tell, training => training.State is "running" or "succeeded");
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Trainings that you may see / 見られる連合学習");
        command.Runs((hub, _, stop) => hub.TrainingsAsync(stop), page =>
        {
            foreach (var training in page.Items)
                Console.WriteLine($"{training.Id}  {training.State,-10} {training.Request.Method.Name,-12} {training.Rounds.Count}/{training.Request.Rounds}  {training.Result}");
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One training with its rounds / 連合学習の詳細") { Id };
        command.Runs((hub, parsed, stop) => hub.TrainingAsync(parsed.GetValue(Id)!, stop), Tell);
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop a training / 連合学習を中止する") { Id };
        command.Runs((hub, parsed, stop) => hub.CancelTrainingAsync(parsed.GetValue(Id)!, stop), Tell);
        return command;
    }

    private static void Tell(TrainingView training)
    {
        Console.WriteLine($"{training.Id}  {training.State}  {training.Reason}{training.Result}");
        foreach (var round in training.Rounds)
        {
            Console.WriteLine(FormattableString.Invariant($"  {T("第", "round ")}{round.Number}{T(" 回", "")}  {round.Phase}  {(round.Loss is { } loss ? $"loss {loss:0.####}" : "")}"));
            foreach (var site in round.Sites)
                Console.WriteLine(FormattableString.Invariant($"    {site.Site,-20} {site.State,-8} {site.Examples,8}  {(site.Norm is { } norm ? $"‖Δ‖ {norm:0.####}" : "")} {site.Reason}"));
        }
    }
}
