using Spectre.Console;
using Tsumugi.Client;
using Tsumugi.Client.Compute;

namespace Tsumugi.Cli.Commands;

/// <summary>Follows a job: a bar where there is a terminal, silence where there is none.</summary>
internal static class JobProgress
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<JobView> WaitAsync(HubClient hub, JobView job, CancellationToken stop)
    {
        if (Console.IsErrorRedirected)
            return await FollowAsync(hub, job, _ => { }, stop);
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress().StartAsync(bars =>
        {
            var bar = bars.AddTask(job.Id);
            return FollowAsync(hub, job, now => Show(bar, now), stop);
        });
    }

    private static async Task<JobView> FollowAsync(HubClient hub, JobView job, Action<JobView> show, CancellationToken stop)
    {
        while (job.State is not (JobState.Succeeded or JobState.Failed or JobState.Cancelled))
        {
            show(job);
            await Task.Delay(Look, stop);
            job = await hub.JobAsync(job.Id, stop);
        }

        show(job);
        return job;
    }

    private static void Show(ProgressTask bar, JobView job)
    {
        bar.Description = $"{job.Id.EscapeMarkup()} {job.State} {job.Phase.EscapeMarkup()}";
        bar.MaxValue = Math.Max(job.Total, 1);
        bar.Value = job.State == JobState.Succeeded ? bar.MaxValue : job.Step;
    }
}
