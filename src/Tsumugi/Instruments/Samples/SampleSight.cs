using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Samples;

/// <summary>Which samples of a lineage the caller may be told of.</summary>
internal sealed class SampleSight(HubDb db) : INodeSight
{
    public string Kind => Sample.NodeKind;

    public async Task<IReadOnlyList<string>> VisibleAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop) => [.. await FindSample.VisibleAmongAsync(db, caller, ids, stop)];
}
