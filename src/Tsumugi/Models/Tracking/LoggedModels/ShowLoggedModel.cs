using System.Globalization;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Artifacts;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <summary>A logged model as clients read it, and its files.</summary>
internal static class ShowLoggedModel
{
    public static async Task<Outcome<LoggedModelAnswer>> RunAsync(Asked asked, LoggedModelIdRequest request)
    {
        var found = await FindLoggedModel.RunAsync(asked, Act.Read, request.ModelId);
        return found.Refused ? found.Refusal! : new LoggedModelAnswer(Message(found.Value.Model));
    }

    public static async Task<Outcome<ListArtifactsAnswer>> FilesAsync(Asked asked, LoggedModelIdRequest request)
    {
        var found = await FindLoggedModel.RunAsync(asked, Act.Read, request.ModelId);
        if (found.Refused)
            return found.Refusal!;
        var files = await ListArtifacts.OfAsync(asked, found.Value.Model.Id, request.ArtifactDirectoryPath, fromRoot: true);
        return files.Refused ? files.Refusal! : new ListArtifactsAnswer(ArtifactUri.Of(found.Value.Model.Experiment, found.Value.Model.Id), files.Value);
    }

    public static LoggedModelMessage Message(LoggedModel model) => new(
        new(
            model.Id, model.Experiment.ToString(CultureInfo.InvariantCulture), model.Name, model.CreatedAt, model.UpdatedAt,
            ArtifactUri.Of(model.Experiment, model.Id), model.Status, model.PersonId, model.ModelType, model.SourceRun, KeyValues.List(model.Tags)),
        new(KeyValues.List(model.Params), []));
}
