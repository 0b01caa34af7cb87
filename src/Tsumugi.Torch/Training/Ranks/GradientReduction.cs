using System.Diagnostics;
using Tsumugi.Torch.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Ranks;

/// <summary>Sums the gradients of all processes, bucket by bucket from the last layer on, while the backward pass still computes the earlier layers.</summary>
/// <remarks>Li et al. 2020 (data parallel training of PyTorch). Buckets go out in one order everywhere, whatever is ready first.</remarks>
internal sealed class GradientReduction : IDisposable
{
    private readonly IRanks _ranks;
    private readonly List<GradientBucket> _buckets = [];
    private Task _sent = Task.CompletedTask;
    private int _next;
    private long _summing;

    /// <param name="parameters">In the order of the forward pass.</param>
    /// <param name="most">Numbers in a bucket, at most; a larger parameter is a bucket of its own.</param>
    public GradientReduction(IReadOnlyList<TrainedParameter> parameters, IRanks ranks, long most = 1 << 20)
    {
        _ranks = ranks;
        var (bucket, numbers) = (new List<Tensor>(), 0L);
        foreach (var parameter in parameters.Reverse().Select(row => row.Tensor))
        {
            if (bucket.Count > 0 && numbers + parameter.numel() > most)
            {
                _buckets.Add(new(bucket));
                (bucket, numbers) = ([], 0);
            }

            bucket.Add(parameter);
            numbers += parameter.numel();
        }

        if (bucket.Count > 0)
            _buckets.Add(new(bucket));
    }

    /// <summary>Buckets that were on their way before the last backward pass came back.</summary>
    public int SentEarly { get; private set; }

    public int Buckets => _buckets.Count;

    /// <summary>Share of the time of summing that the backward pass hid; 0 when nothing was summed.</summary>
    public double Hidden { get; private set; }

    public void Begin()
    {
        _next = 0;
        _summing = 0;
        foreach (var bucket in _buckets)
            bucket.Clear();
    }

    /// <summary>Around the last forward and backward pass of a step: what is ready goes out.</summary>
    public IDisposable Watch() => Milestone.Watch(() =>
    {
        while (_next < _buckets.Count && _buckets[_next].IsReady)
            Send();
    });

    /// <summary>After a backward pass that is not the step's last.</summary>
    public void Keep()
    {
        foreach (var bucket in _buckets)
            bucket.Take();
    }

    /// <summary>Sends what is left, and waits until every parameter has the sum of its gradients.</summary>
    /// <param name="totals">Summed over all processes too.</param>
    public void Finish(Span<double> totals)
    {
        SentEarly = _next;
        while (_next < _buckets.Count)
            Send();
        var waiting = Stopwatch.GetTimestamp();
        _sent.GetAwaiter().GetResult();
        Hidden = _summing == 0 ? 0 : Math.Max(0, 1 - (double)(Stopwatch.GetTimestamp() - waiting) / _summing);

        double[] sums = [.. totals, .. _buckets.SelectMany(bucket => bucket.Reached).Select(reached => reached ? 1.0 : 0)];
        _ranks.Sum(sums);
        sums.AsSpan(0, totals.Length).CopyTo(totals);
        var at = totals.Length;
        foreach (var bucket in _buckets)
        {
            bucket.Give(sums.AsSpan(at, bucket.Parameters.Count));
            at += bucket.Parameters.Count;
        }
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets)
            bucket.Dispose();
    }

    private void Send()
    {
        var (bucket, before) = (_buckets[_next++], _sent);
        bucket.Take();
        _sent = Task.Run(async () =>
        {
            await before;
            var begun = Stopwatch.GetTimestamp();
            bucket.Sum(_ranks);
            _summing += Stopwatch.GetTimestamp() - begun;
        });
    }
}
