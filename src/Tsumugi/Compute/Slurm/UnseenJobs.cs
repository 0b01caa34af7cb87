using System.Collections.Concurrent;

namespace Tsumugi.Compute.Slurm;

/// <summary>Since when each job that was handed over is looked for in vain.</summary>
/// <param name="began">When this hub began to look: what an earlier one submitted may still be on its way.</param>
internal sealed class UnseenJobs(DateTime began)
{
    private readonly ConcurrentDictionary<string, DateTime> _since = new();
    private readonly ConcurrentDictionary<string, bool> _handing = new();

    /// <summary>While jobs are being submitted nobody misses them.</summary>
    public void BeginHanding(IEnumerable<string> jobs)
    {
        foreach (var job in jobs)
            _handing[job] = true;
    }

    public void EndHanding(IEnumerable<string> jobs)
    {
        foreach (var job in jobs)
        {
            _since.TryRemove(job, out _);
            _handing.TryRemove(job, out _);
        }
    }

    public void Found(string job) => _since.TryRemove(job, out _);

    /// <param name="now">When the look began at which it was not there.</param>
    /// <returns>For how long it has been missed.</returns>
    public TimeSpan Missed(string job, DateTime now)
    {
        if (_handing.ContainsKey(job))
            return TimeSpan.Zero;
        var since = _since.GetOrAdd(job, now);
        return now - (since > began ? since : began);
    }
}
