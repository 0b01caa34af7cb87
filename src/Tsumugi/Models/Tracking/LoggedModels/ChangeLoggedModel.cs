using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <summary>Finishes, describes and deletes logged models.</summary>
internal static class ChangeLoggedModel
{
    public static Task<Outcome<LoggedModelAnswer>> FinalizeAsync(Asked asked, FinalizeLoggedModelRequest request) => ChangeAsync(
        asked, request.ModelId,
        model =>
        {
            if (request.Status is not (CreateLoggedModel.Ready or CreateLoggedModel.UploadFailed))
                return Faults.Invalid(new($"status「{request.Status}」は使えません。", $"'{request.Status}' is no final status of a logged model."));
            model.Status = request.Status;
            return null;
        });

    public static Task<Outcome<LoggedModelAnswer>> SetTagsAsync(Asked asked, LoggedModelTagsRequest request) => ChangeAsync(
        asked, request.ModelId,
        model =>
        {
            model.Tags = KeyValues.Dictionary(request.Tags, model.Tags);
            return (request.Tags ?? []).Select(Limits.Tag).FirstOrDefault(fault => fault is not null);
        });

    public static async Task<Outcome<Nothing>> DeleteTagAsync(Asked asked, LoggedModelTagRequest request)
    {
        var changed = await ChangeAsync(
            asked, request.ModelId,
            model =>
            {
                var tags = KeyValues.Dictionary(null, model.Tags);
                var there = tags.Remove(request.TagKey ?? "");
                model.Tags = tags;
                return there ? null : Gate.NoSuch(new($"タグ {request.TagKey} ", $"the tag {request.TagKey}"));
            });
        return changed.Refused ? changed.Refusal! : Nothing.Instance;
    }

    public static async Task<Outcome<Nothing>> AddParamsAsync(Asked asked, LoggedModelParamsRequest request)
    {
        var changed = await ChangeAsync(
            asked, request.ModelId,
            model =>
            {
                model.Params = KeyValues.Dictionary(request.Params, model.Params);
                return (request.Params ?? []).Select(Limits.Param).FirstOrDefault(fault => fault is not null);
            });
        return changed.Refused ? changed.Refusal! : Nothing.Instance;
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, LoggedModelIdRequest request)
    {
        var changed = await ChangeAsync(
            asked, request.ModelId,
            model =>
            {
                model.Deleted = true;
                return null;
            });
        return changed.Refused ? changed.Refusal! : Nothing.Instance;
    }

    /// <param name="change">Changes the model, or says why not.</param>
    private static async Task<Outcome<LoggedModelAnswer>> ChangeAsync(Asked asked, string? id, Func<LoggedModel, Refusal?> change)
    {
        var found = await FindLoggedModel.RunAsync(asked, Act.Write, id);
        if (found.Refused)
            return found.Refusal!;
        var model = found.Value.Model;
        if (change(model) is { } fault)
            return fault;
        model.UpdatedAt = asked.NowMs;
        var saved = await OneWriter.SaveAsync(asked.Db, asked.Stop);
        return saved.Refused ? saved.Refusal! : new LoggedModelAnswer(ShowLoggedModel.Message(model));
    }
}
