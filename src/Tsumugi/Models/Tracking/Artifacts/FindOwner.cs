using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;
using Tsumugi.Thread;

namespace Tsumugi.Models.Tracking.Artifacts;

/// <summary>Whose files an address is about: asks the gate of the run or logged model that it names.</summary>
internal static class FindOwner
{
    public static async Task<Outcome<ArtifactUri>> RunAsync(Asked asked, Act act, string path)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        var nothing = Gate.NoSuch(new($"ファイル {path} ", $"the artifact {path}"));
        if (!ArtifactUri.TryRead(path, out var uri))
            return nothing;
        if (ArtifactUri.IsModel(uri.Owner))
        {
            var model = await FindLoggedModel.RunAsync(asked, act, uri.Owner);
            if (model.Refused || model.Value.Model.Experiment != uri.Experiment)
                return model.Refusal ?? nothing;
            return await WithdrawnAsync(asked, act, model.Value.Model.SourceRun) is { } gone ? gone : uri;
        }

        var run = act == Act.Write ? await FindRun.ToWriteAsync(asked, uri.Owner) : await FindRun.RunAsync(asked, act, uri.Owner);
        if (run.Refused || run.Value.Run.Experiment != uri.Experiment)
            return run.Refusal ?? nothing;
        return await WithdrawnAsync(asked, act, run.Value.Run.Id) is { } withdrawn ? withdrawn : uri;
    }

    /// <summary>What a run left behind was made from what it used.</summary>
    private static async Task<Refusal?> WithdrawnAsync(Asked asked, Act act, string? run) =>
        act != Act.Use || run is null ? null : await FindWithdrawals.AskAsync(asked.Db, [NodeRef.Of(TrackedRun.NodeKind, run)], asked.Stop);
}
