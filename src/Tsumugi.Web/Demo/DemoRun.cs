using System.Diagnostics;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Models;
using Tsumugi.Client.UseCases;
using Tsumugi.Thread;
using static Tsumugi.Hub.Language.Words;

namespace Tsumugi.Web.Demo;

/// <summary>The main job, from a real genome to a cross-modal answer, through the hub's public interface like any other program.</summary>
internal sealed class DemoRun(HubClient hub, DemoTerminal terminal, bool quick, long seed)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private const string Words = "outer membrane lipoprotein";

    public async Task<DemoSummary> RunAsync(string samplePath, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        var dataset = await BringInAsync(samplePath, stop);
        var encoders = await DevelopAsync(dataset, stop);
        var connected = await IntegrateAsync(dataset, encoders, stop);
        var result = await MeasureAsync(dataset, connected, stop);
        await UseAsync(connected, stop);

        var models = new Dictionary<string, string>();
        foreach (var node in encoders.Values.Append(connected).Select(NodeRef.Parse))
            models[node.Id] = node.Revision!;
        using var process = Process.GetCurrentProcess();
        return DemoSummary.Of(
            result.Report, models, await hub.VerifyAsync(null, stop), await hub.IndicatorsAsync(null, stop), clock.Elapsed, process.PeakWorkingSet64);
    }

    private async Task<string> BringInAsync(string samplePath, CancellationToken stop)
    {
        terminal.Say(T("1. データを取り込む", "1. Bring in"));
        foreach (var institution in DemoPlan.Institutions)
            await UnlessThereAsync(() => hub.CreateInstitutionAsync(institution, stop));
        await UnlessThereAsync(() => hub.BeginProjectAsync(DemoPlan.Project, stop));
        await UnlessThereAsync(() => hub.CreateDatasetAsync(DemoPlan.DatasetRequest, stop));
        await using var sample = File.OpenRead(samplePath);
        var revision = await hub.ImportGenesAsync(DemoPlan.Dataset, Path.GetFileName(samplePath), sample, stop);
        terminal.Say(T($"  {revision.Node}", $"  {revision.Node}"));
        await ForTheCoursesAsync(Path.Combine(Path.GetDirectoryName(samplePath)!, DemoPlan.VariantsFile), stop);
        return revision.Node;
    }

    /// <summary>The data that the second shipped course needs besides the genome.</summary>
    private async Task ForTheCoursesAsync(string path, CancellationToken stop)
    {
        await UnlessThereAsync(() => hub.CreateDatasetAsync(DemoPlan.VariantsRequest, stop));
        if ((await hub.DatasetAsync(DemoPlan.Variants, stop)).Revisions.Count == 0)
            await hub.CommitFileAsync("dataset", DemoPlan.Variants, DemoPlan.VariantsFile, await File.ReadAllBytesAsync(path, stop), stop);
        terminal.Say(T("  コース：/courses", "  Courses: /courses"));
    }

    private async Task<Dictionary<string, string>> DevelopAsync(string dataset, CancellationToken stop)
    {
        terminal.Say(T("2. それぞれの機関で学習する", "2. Develop, separately"));
        var submitted = new Dictionary<string, string>();
        foreach (var (view, _, _) in DemoPlan.Encoders)
            submitted[view] = (await hub.SubmitAsync(DemoPlan.Pretrain(view, dataset, quick, seed), stop)).Id;
        var made = new Dictionary<string, string>();
        foreach (var (view, id) in submitted)
            made[view] = (await WaitAsync(id, stop)).Outputs[0];
        return made;
    }

    private async Task<string> IntegrateAsync(string dataset, IReadOnlyDictionary<string, string> encoders, CancellationToken stop)
    {
        terminal.Say(T("3. 一つの空間に統合する", "3. Integrate"));
        var job = await hub.SubmitAsync(DemoPlan.Align(dataset, encoders, quick, seed), stop);
        return (await WaitAsync(job.Id, stop)).Outputs[0];
    }

    private async Task<BenchmarkView> MeasureAsync(string dataset, string model, CancellationToken stop)
    {
        terminal.Say(T("4. 測る", "4. Measure"));
        var job = await WaitAsync((await hub.SubmitAsync(DemoPlan.Measure(dataset, model, quick, seed), stop)).Id, stop);
        var results = await hub.ResultsAsync(NodeRef.Parse(model).Id, stop);
        var result = results.Single(candidate => candidate.Node == job.Outputs[0]);
        terminal.Retrieval(result.Report);
        return result;
    }

    /// <summary>Searches in words, registers what that was for, and so gives the indicators something to count.</summary>
    private async Task UseAsync(string model, CancellationToken stop)
    {
        terminal.Say(T("5. 使う", "5. Use"));
        var answer = await hub.SearchAsync(new() { Query = Words, Model = model }, stop);
        terminal.Hits(Words, answer);
        if ((await hub.UseCasesAsync(stop)).Any(known => known.Id == "outer-membrane-lipoproteins"))
            return;
        await hub.RegisterUseCaseAsync(new()
        {
            Id = "outer-membrane-lipoproteins",
            Institution = DemoPlan.Integration,
            TitleJa = "外膜リポタンパク質の候補探索",
            TitleEn = "Finding outer-membrane lipoprotein candidates",
            Summary =
                $"""
                言葉「{Words}」から、統合モデルの空間で近いタンパク質を持つ遺伝子を候補として挙げた。外膜リポタンパク質はレプトスピラ症のワクチンと診断の標的になりうる。

                From the words "{Words}" the connected model ranked genes by how near their proteins are. Such lipoproteins may become targets of vaccines and diagnostics for leptospirosis.
                """,
            Models = [answer.Model],
            Evidence = [answer.Use],
        }, stop);
    }

    private async Task<JobView> WaitAsync(string id, CancellationToken stop)
    {
        while (true)
        {
            var job = await hub.JobAsync(id, stop);
            switch (job.State)
            {
                case JobState.Succeeded:
                    terminal.Done(job);
                    return job;
                case JobState.Failed or JobState.Cancelled:
                    throw new DemoFailedException($"{job.Id}: {job.State}. {job.Reason}");
                default:
                    var metrics = job.State == JobState.Running ? await hub.MetricsAsync(id, stop) : [];
                    terminal.Progress(job, metrics.LastOrDefault(metric => metric.Name == "loss")?.Value);
                    await Task.Delay(Look, stop);
                    break;
            }
        }
    }

    /// <summary>The demo may run again on the same state: what is there stays.</summary>
    private static async Task UnlessThereAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (HubRefusedException error) when (error.Status == System.Net.HttpStatusCode.Conflict)
        {
            // There already.
        }
    }
}
