namespace Tsumugi.Institutions;

/// <summary>Says for one kind of node, which ones the caller may be told of.</summary>
public interface INodeSight
{
    string Kind { get; }

    /// <returns>Those of the ids that the caller may see.</returns>
    Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop);
}
