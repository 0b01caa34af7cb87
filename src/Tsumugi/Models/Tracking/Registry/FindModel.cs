using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Looks registered models and their versions up: model repositories under the names that the protocol gives them.</summary>
internal static class FindModel
{
    public static async Task<Outcome<Repository>> RunAsync(Asked asked, Act act, string? name)
    {
        var owned = await NameAsync(asked, name);
        return owned.Refused ? owned.Refusal!
            : await FindRepository.RunAsync(asked.Db, asked.Caller, act, RepositoryKinds.Model, $"{owned.Value.InstitutionId}/{owned.Value.Name}", asked.Stop);
    }

    /// <summary>Inside <c>models:/name/version</c> a slash would end the name, so a colon may stand for it.</summary>
    public static async Task<Outcome<OwnedName>> NameAsync(Asked asked, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return Faults.Missing("name");
        var owned = await OwnedName.ReadAsync(asked, name, ':');
        return owned.Refused ? owned.Refusal! : owned.Value with { Name = ModelName.ForAddress(owned.Value.Name) };
    }

    public static async Task<Outcome<ModelVersion>> VersionAsync(Asked asked, Act act, string? name, string? version)
    {
        var model = await RunAsync(asked, act, name);
        if (model.Refused)
            return model.Refusal!;
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Faults.Invalid(new($"版の番号「{version}」を読み取れません。", $"The model version '{version}' is no number."));
        var (institution, id) = (model.Value.InstitutionId, model.Value.Name);
        var found = await asked.Db.Set<ModelVersion>().FirstOrDefaultAsync(
            row => row.InstitutionId == institution && row.Model == id && row.Number == number && !row.Deleted, asked.Stop);
        return found is not null ? found : Gate.NoSuch(new($"{name} の版 {version} ", $"version {version} of {name}"));
    }

    public static async Task<Outcome<ModelVersion>> AliasAsync(Asked asked, Act act, string? name, string? alias)
    {
        var model = await RunAsync(asked, act, name);
        if (model.Refused)
            return model.Refusal!;
        var found = await asked.Db.FindAsync<ModelAlias>([model.Value.InstitutionId, model.Value.Name, alias ?? ""], asked.Stop);
        return found is null
            ? Gate.NoSuch(new($"{name} の別名 {alias} ", $"the alias {alias} of {name}"))
            : await VersionAsync(asked, act, name, found.Version.ToString(CultureInfo.InvariantCulture));
    }
}
