using Tsumugi.Client.Compute;
using Tsumugi.Client.Jobs;
using Tsumugi.Client.UseCases;
using static Tsumugi.Hub.Language.Words;

namespace Tsumugi.Web.Demo;

/// <summary>What the demo shows in the terminal: one moving line where there is a terminal, a line per phase where there is none.</summary>
internal sealed class DemoTerminal(TextWriter terminal, bool moving)
{
    private string _phase = "";

    public void Say(Hub.Language.Words text) => terminal.WriteLine(text.ToString());

    public void Progress(JobView job, double? loss)
    {
        var share = job.Total > 0 ? $" {job.Step}/{job.Total}" : "";
        var measured = loss is { } value ? $"  loss {value:0.000}" : "";
        var line = $"  {job.Recipe}: {job.State} {job.Phase}{share}{measured}";
        if (moving)
        {
            terminal.Write($"\r{line,-100}");
            terminal.Flush();
        }
        else if (_phase != $"{job.Id} {job.State} {job.Phase}")
        {
            _phase = $"{job.Id} {job.State} {job.Phase}";
            terminal.WriteLine(line);
        }
    }

    public void Done(JobView job)
    {
        var line = $"  {job.Recipe}: {(job.FinishedAt - job.StartedAt)?.TotalSeconds:0.0} s";
        terminal.WriteLine(moving ? $"\r{line,-100}" : line);
    }

    public void Retrieval(RetrievalReport report)
    {
        Say(T($"検索の精度（学習に使っていない {report.HeldOut} 遺伝子）", $"Retrieval on {report.HeldOut} held-out genes"));
        terminal.WriteLine($"  {"direction",-15} {"subset",-6} {"method",-44} {"R@1",6} {"R@10",6} {"MRR",6} {"chance@1",9}");
        foreach (var row in report.Directions)
        {
            terminal.WriteLine(
                $"  {row.Direction,-15} {row.Subset,-6} {row.Method,-44} {row.RecallAt1,6:0.000} {row.RecallAt10,6:0.000} {row.Mrr,6:0.000} {row.ChanceAt1,9:0.0000}"
                + (row.Method == "model" && !row.Trained ? $"  {T("対で学習していない", "never trained as pairs")}" : ""));
        }
    }

    public void Hits(string query, SearchAnswer answer)
    {
        Say(T($"検索「{query}」（{answer.View} → {answer.Against}）", $"Search '{query}' ({answer.View} → {answer.Against})"));
        foreach (var hit in answer.Hits.Take(5))
            terminal.WriteLine($"  {hit.Rank,2}. {hit.Score:0.000}  {hit.LocusTag,-24} {hit.Product}");
    }
}
