namespace Tsumugi.Compute;

/// <summary>Runs the jobs of all sites of one engine: it takes what is queued for them and follows it to its end.</summary>
public interface IExecutor
{
    /// <summary>The <c>engine</c> of a site.</summary>
    string Engine { get; }

    /// <summary>Called after a job of any site was recorded as cancelled: whoever runs it ends it soon. The record is what counts, so a lost call only costs time.</summary>
    void Cancelled(Job job);
}
