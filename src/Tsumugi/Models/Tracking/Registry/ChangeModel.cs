using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Shows and describes registered models. Names stay, and so do models: the thread refers to both.</summary>
internal static class ChangeModel
{
    public static async Task<Outcome<RegisteredModelAnswer>> ShowAsync(Asked asked, RegisteredModelRequest request)
    {
        var found = await FindModel.RunAsync(asked, Act.Read, request.Name);
        return found.Refused ? found.Refusal! : new RegisteredModelAnswer(await RegistryMessages.OfAsync(asked, found.Value));
    }

    public static async Task<Outcome<RegisteredModelAnswer>> DescribeAsync(Asked asked, RegisteredModelRequest request)
    {
        var found = await FindModel.RunAsync(asked, Act.Write, request.Name);
        if (found.Refused)
            return found.Refusal!;
        found.Value.Card = request.Description ?? "";
        asked.Db.Record(new()
        {
            Actor = asked.Caller.Node,
            Kind = "model.described",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["card"] = found.Value.Card },
        });
        var saved = await OneWriter.SaveAsync(asked.Db, asked.Stop);
        return saved.Refused ? saved.Refusal! : new RegisteredModelAnswer(await RegistryMessages.OfAsync(asked, found.Value));
    }

    public static async Task<Outcome<RegisteredModelAnswer>> RenameAsync(Asked asked, RegisteredModelRequest request)
    {
        var found = await FindModel.RunAsync(asked, Act.Write, request.Name);
        return found.Refused ? found.Refusal! : Faults.NotDone(
            new("登録したモデルの名前は変えられません。来歴がその名前で参照しています。", "A registered model keeps its name: the thread refers to it."),
            new("新しい名前で登録し、版を写してください。", "Register another name, and copy the versions."));
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, RegisteredModelRequest request)
    {
        var found = await FindModel.RunAsync(asked, Act.Write, request.Name);
        return found.Refused ? found.Refusal! : Faults.NotDone(
            new("登録したモデルは削除できません。来歴が参照しています。", "A registered model cannot be deleted: the thread refers to it."),
            new("版を個別に削除するか、公開範囲を所有機関に尋ねてください。", "Delete versions one by one, or ask its institution about who may see it."));
    }

    public static async Task<Outcome<ModelVersionsAnswer>> LatestAsync(Asked asked, LatestVersionsRequest request)
    {
        var found = await FindModel.RunAsync(asked, Act.Read, request.Name);
        if (found.Refused)
            return found.Refusal!;
        var latest = (await RegistryMessages.OfAsync(asked, found.Value)).LatestVersions;
        var stages = request.Stages is { Count: > 0 } asks ? asks : null;
        return new ModelVersionsAnswer(
            [.. latest.Where(version => stages is null || stages.Contains(version.CurrentStage, StringComparer.OrdinalIgnoreCase))], null);
    }
}
