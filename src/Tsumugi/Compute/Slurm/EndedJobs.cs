using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Tsumugi.Compute.Slurm;

/// <param name="State">Slurm's word.</param>
internal sealed record EndedJob(string JobId, int Attempt, string State, int? ExitCode, string? Nodes);

/// <summary>Jobs that Slurm has done with, waiting for the hub to take over what they made; each stands here once.</summary>
internal sealed class EndedJobs
{
    private readonly Channel<EndedJob> _waiting = Channel.CreateUnbounded<EndedJob>();
    private readonly ConcurrentDictionary<string, bool> _known = new();

    public void Add(EndedJob job)
    {
        if (_known.TryAdd(job.JobId, true))
            _waiting.Writer.TryWrite(job);
    }

    public ValueTask<EndedJob> NextAsync(CancellationToken stop) => _waiting.Reader.ReadAsync(stop);

    /// <summary>If the records say that it has not ended after all, the next look adds it again.</summary>
    public void Done(EndedJob job) => _known.TryRemove(job.JobId, out _);
}
