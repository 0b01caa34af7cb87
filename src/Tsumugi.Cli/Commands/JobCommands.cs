using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class JobCommands
{
    private static readonly Argument<string> Id = new("job") { Description = "The job's id / ジョブの ID" };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Wait until it ends / 終わるまで待つ" };

    private static readonly Option<string?> Grep = new("--grep") { Description = "Only lines that hold this text, with their numbers / この文字を含む行だけを、行番号を付けて" };

    private static readonly Option<int?> Tail = new("--tail") { Description = "Only so many lines, the last ones / 終わりの何行か" };

    public static Command Make() => new("job", "Jobs / ジョブ") { Recipes(), List(), Submit(), Show(), Log(), Cancel() };

    private static Command Recipes()
    {
        var command = new Command("recipes", "Recipes that can be run / 実行できるレシピ");
        command.Runs((hub, _, stop) => hub.RecipesAsync(stop), names => Console.WriteLine(string.Join('\n', names)));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Your institutions' jobs / 所属機関のジョブ");
        command.Runs((hub, _, stop) => hub.JobsAsync(stop), page =>
        {
            foreach (var job in page.Items)
                Line(job);
        });
        return command;
    }

    private static Command Submit()
    {
        var command = new Command("submit", "Run a recipe / レシピを実行する") { Wait };
        JobOptions.AddTo(command);
        command.Runs(SubmitAsync, Line, job => job.State is not (JobState.Failed or JobState.Cancelled));
        return command;
    }

    private static async Task<JobView> SubmitAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var job = await hub.SubmitAsync(JobOptions.File(parsed) is { } file ? await RequestFile.ReadAsync<JobRequest>(file, stop) : await JobOptions.ReadAsync(parsed, stop), stop);
        return parsed.GetValue(Wait) ? await JobProgress.WaitAsync(hub, job, stop) : job;
    }

    private static Command Show()
    {
        var command = new Command("show", "One job / ジョブの状態") { Id };
        command.Runs((hub, parsed, stop) => hub.JobAsync(parsed.GetValue(Id)!, stop), job =>
        {
            Line(job);
            if (job.Allocation is { } allocation)
                Console.WriteLine(T($"  料金 {job.Cost:#,0.##} クレジット、予約 {job.Reserved:#,0.##}（{allocation}）", $"  {job.Cost:#,0.##} credits, {job.Reserved:#,0.##} reserved ({allocation})"));
            Console.WriteLine(string.Join('\n', job.Outputs.Select(output => $"  → {output}")));
        });
        return command;
    }

    private static Command Log()
    {
        var command = new Command("log", "The job's log / ジョブのログ") { Id, Grep, Tail };
        command.Runs((hub, parsed, stop) => hub.LogAsync(parsed.GetValue(Id)!, parsed.GetValue(Grep), parsed.GetValue(Tail), stop), Console.Write);
        return command;
    }

    private static Command Cancel()
    {
        var command = new Command("cancel", "Stop a job / ジョブを取り消す") { Id };
        command.Runs((hub, parsed, stop) => hub.CancelAsync(parsed.GetValue(Id)!, stop), Line);
        return command;
    }

    private static void Line(JobView job) =>
        Console.WriteLine($"{job.Id,-32} {job.State,-10} {job.Institution,-20} {job.Phase} {job.Step}/{job.Total} {job.Reason}");
}
