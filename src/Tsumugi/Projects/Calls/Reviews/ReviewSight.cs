using Tsumugi.Institutions;

namespace Tsumugi.Projects.Calls.Reviews;

/// <summary>Reviews are told of on the thread to whoever wrote them, and to operators.</summary>
internal sealed class ReviewSight : INodeSight
{
    public string Kind => Review.NodeKind;

    public Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([.. ids.Where(id => id.Split('/') is [_, var person] && person == caller.PersonId)]);
}
