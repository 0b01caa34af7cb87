using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Shows, describes, stages and withdraws versions.</summary>
internal static class ChangeVersion
{
    public static async Task<Outcome<ModelVersionAnswer>> ShowAsync(Asked asked, ModelVersionRequest request)
    {
        var found = await FindModel.VersionAsync(asked, Act.Read, request.Name, request.Version);
        return found.Refused ? found.Refusal! : await RegistryMessages.OfAsync(asked, found.Value);
    }

    public static Task<Outcome<ModelVersionAnswer>> DescribeAsync(Asked asked, ModelVersionRequest request) => ChangeAsync(
        asked, request, version => version.Description = request.Description ?? version.Description, null);

    public static async Task<Outcome<ModelVersionAnswer>> StageAsync(Asked asked, ModelVersionRequest request)
    {
        if (Stages.Find(request.Stage) is not { } stage)
            return Faults.Invalid(new($"stage「{request.Stage}」は使えません（{Stages.Names}）。", $"'{request.Stage}' is no stage; use one of {Stages.Names}."));
        if (request.ArchiveExistingVersions == true)
        {
            var found = await FindModel.VersionAsync(asked, Act.Write, request.Name, request.Version);
            if (found.Refused)
                return found.Refusal!;
            var (institution, model, number) = (found.Value.InstitutionId, found.Value.Model, found.Value.Number);
            foreach (var other in await asked.Db.Set<ModelVersion>()
                .Where(row => row.InstitutionId == institution && row.Model == model && row.Stage == stage && row.Number != number).ToListAsync(asked.Stop))
                (other.Stage, other.UpdatedAt) = (Stages.Archived, asked.NowMs);
        }

        return await ChangeAsync(asked, request, version => version.Stage = stage, stage);
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, ModelVersionRequest request)
    {
        var found = await FindModel.VersionAsync(asked, Act.Write, request.Name, request.Version);
        if (found.Refused)
            return found.Refusal!;
        var (institution, model, number) = (found.Value.InstitutionId, found.Value.Model, found.Value.Number);
        found.Value.Deleted = true;
        asked.Db.RemoveRange(asked.Db.Set<ModelAlias>().Where(row => row.InstitutionId == institution && row.Model == model && row.Version == number));
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static async Task<Outcome<DownloadUriAnswer>> DownloadUriAsync(Asked asked, ModelVersionRequest request)
    {
        var found = await FindModel.VersionAsync(asked, Act.Use, request.Name, request.Version);
        return found.Refused ? found.Refusal! : new DownloadUriAnswer(VersionFiles.Uri(found.Value));
    }

    /// <param name="stage">For the thread; null when nothing happened that it would tell.</param>
    private static async Task<Outcome<ModelVersionAnswer>> ChangeAsync(Asked asked, ModelVersionRequest request, Action<ModelVersion> change, string? stage)
    {
        var found = await FindModel.VersionAsync(asked, Act.Write, request.Name, request.Version);
        if (found.Refused)
            return found.Refusal!;
        var version = found.Value;
        change(version);
        version.UpdatedAt = asked.NowMs;
        if (stage is not null)
        {
            asked.Db.Record(new()
            {
                Actor = asked.Caller.Node,
                Kind = "model.staged",
                Subject = Thread.NodeRef.Of("model", $"{version.InstitutionId}/{version.Model}").At(version.Revision),
                Facts = new Dictionary<string, object?> { ["version"] = version.Number, ["stage"] = stage },
            });
        }

        var saved = await OneWriter.SaveAsync(asked.Db, asked.Stop);
        return saved.Refused ? saved.Refusal! : await RegistryMessages.OfAsync(asked, version);
    }
}
