using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.LoggedModels;
using Tsumugi.Models.Tracking.Runs;
using Tsumugi.Models.Tracking.Wire;

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
            return model.Refused ? model.Refusal! : model.Value.Model.Experiment == uri.Experiment ? uri : nothing;
        }

        var run = act == Act.Write ? await FindRun.ToWriteAsync(asked, uri.Owner) : await FindRun.RunAsync(asked, act, uri.Owner);
        return run.Refused ? run.Refusal! : run.Value.Run.Experiment == uri.Experiment ? uri : nothing;
    }
}
