using System.Globalization;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Tags of registered models and of their versions.</summary>
internal static class TagModel
{
    public static async Task<Outcome<Nothing>> SetAsync(Asked asked, ModelTagRequest request)
    {
        var key = await KeyAsync(asked, request);
        if (key.Refused)
            return key.Refusal!;
        if (Limits.Tag(new(request.Key, request.Value)) is { } fault)
            return fault;
        var (institution, model, version) = key.Value;
        if (await asked.Db.FindAsync<ModelTag>([institution, model, version, request.Key!], asked.Stop) is { } before)
            before.Value = request.Value ?? "";
        else
            asked.Db.Add(new ModelTag { InstitutionId = institution, Model = model, Version = version, Key = request.Key!, Value = request.Value ?? "" });
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, ModelTagRequest request)
    {
        var key = await KeyAsync(asked, request);
        if (key.Refused)
            return key.Refusal!;
        var (institution, model, version) = key.Value;
        if (await asked.Db.FindAsync<ModelTag>([institution, model, version, request.Key ?? ""], asked.Stop) is not { } tag)
            return Nothing.Instance;
        asked.Db.Remove(tag);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    private static async Task<Outcome<(string Institution, string Model, int Version)>> KeyAsync(Asked asked, ModelTagRequest request)
    {
        if (request.Version is null)
        {
            var model = await FindModel.RunAsync(asked, Act.Write, request.Name);
            return model.Refused ? model.Refusal! : (model.Value.InstitutionId, model.Value.Name, 0);
        }

        var version = await FindModel.VersionAsync(asked, Act.Write, request.Name, request.Version.ToString(CultureInfo.InvariantCulture));
        return version.Refused ? version.Refusal! : (version.Value.InstitutionId, version.Value.Model, version.Value.Number);
    }
}
