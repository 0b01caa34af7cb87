using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Projects;

/// <summary>What the programme gives a project.</summary>
/// <param name="Credits">More than 0.</param>
/// <param name="Until">UTC; what is left then lapses.</param>
/// <param name="Note">What it is given for.</param>
public sealed record ProjectAward(string ProjectId, decimal Credits, DateTime Until, string Note, DateTime Now);

/// <summary>Resources, of a room further to the right, that an award gives a project and that go back when it ends. Both within the transaction of whoever calls.</summary>
public interface IProjectResources
{
    Task AwardAsync(HubDb db, NodeRef actor, ProjectAward award, CancellationToken stop);

    Task EndAsync(HubDb db, NodeRef actor, string projectId, DateTime now, CancellationToken stop);
}
