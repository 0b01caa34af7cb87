namespace Tsumugi.Compute.Turns;

/// <summary>A job that waits at a site, in what it would cost at most.</summary>
public readonly record struct WaitingJob(string Id, string Institution, DateTime Since, double Cost);

/// <summary>In which order a site takes the jobs of several institutions. Pure.</summary>
/// <remarks>
/// Next is always the oldest job of the institution that has had least for its share; what a job would cost counts at once. So one
/// that has had much waits, but not for ever: with every job that others begin it comes nearer. Whoever gives the jobs in another
/// order gets the same answer.
/// </remarks>
public static class FairOrder
{
    /// <summary>A job without a cost must still count, or its institution would never have had its turn.</summary>
    private const double Least = 1e-6;

    /// <param name="had">What an institution has had lately, in the unit of the costs.</param>
    /// <param name="share">More than 0.</param>
    public static IEnumerable<WaitingJob> Of(IEnumerable<WaitingJob> jobs, Func<string, double> had, Func<string, double> share)
    {
        var queues = jobs.GroupBy(job => job.Institution).ToDictionary(
            group => group.Key, group => new Queue<WaitingJob>(group.OrderBy(job => job.Since).ThenBy(job => job.Id, StringComparer.Ordinal)));
        var next = new PriorityQueue<string, Place>();
        var sum = queues.Keys.ToDictionary(name => name, had);
        void Line(string name) => next.Enqueue(name, new(sum[name] / share(name), queues[name].Peek().Since, name));
        foreach (var name in queues.Keys)
            Line(name);
        while (next.TryDequeue(out var name, out _))
        {
            var job = queues[name].Dequeue();
            sum[name] += Math.Max(job.Cost, Least);
            if (queues[name].Count > 0)
                Line(name);
            yield return job;
        }
    }

    private readonly record struct Place(double Had, DateTime Since, string Name) : IComparable<Place>
    {
        public int CompareTo(Place other) =>
            Had.CompareTo(other.Had) is not 0 and var byHad ? byHad : Since.CompareTo(other.Since) is not 0 and var bySince ? bySince : string.CompareOrdinal(Name, other.Name);
    }
}
