using System.Diagnostics;

namespace Tsumugi.Bench;

internal static class Median
{
    /// <summary>Seconds of the median run, after one that does not count.</summary>
    public static async Task<double> SecondsAsync(int runs, Func<Task> action, CancellationToken ct)
    {
        var seconds = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            ct.ThrowIfCancellationRequested();
            GC.Collect();
            var clock = Stopwatch.StartNew();
            await action();
            if (run > 0)
                seconds.Add(clock.Elapsed.TotalSeconds);
        }
        seconds.Sort();
        return seconds[seconds.Count / 2];
    }
}
