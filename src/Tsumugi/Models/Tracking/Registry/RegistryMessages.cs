using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Registered models and versions as clients read them.</summary>
internal static class RegistryMessages
{
    private const string Ready = "READY";

    public static async Task<RegisteredModelMessage> OfAsync(Asked asked, Repository model)
    {
        var (institution, id) = (model.InstitutionId, model.Name);
        var newest = (await asked.Db.Set<ModelVersion>().AsNoTracking()
                .Where(row => row.InstitutionId == institution && row.Model == id && !row.Deleted).ToListAsync(asked.Stop))
            .GroupBy(row => row.Stage).Select(stage => stage.MaxBy(row => row.Number)!).OrderBy(row => row.Number).ToList();
        var tags = await asked.Db.Set<ModelTag>().AsNoTracking()
            .Where(row => row.InstitutionId == institution && row.Model == id && row.Version == 0).OrderBy(row => row.Key).ToListAsync(asked.Stop);
        var aliases = await asked.Db.Set<ModelAlias>().AsNoTracking()
            .Where(row => row.InstitutionId == institution && row.Model == id).OrderBy(row => row.Alias).ToListAsync(asked.Stop);
        var created = new DateTimeOffset(model.CreatedAt).ToUnixTimeMilliseconds();
        return new(
            new OwnedName(institution, id).For(asked.Caller), created, newest.Select(row => row.UpdatedAt).Append(created).Max(), model.Card,
            await VersionsAsync(asked, newest),
            [.. tags.Select(row => new KeyValue(row.Key, row.Value))],
            [.. aliases.Select(row => new AliasMessage(row.Alias, Text(row.Version)))]);
    }

    public static async Task<ModelVersionAnswer> OfAsync(Asked asked, ModelVersion version) => new((await VersionsAsync(asked, [version]))[0]);

    public static async Task<IReadOnlyList<ModelVersionMessage>> VersionsAsync(Asked asked, IReadOnlyList<ModelVersion> versions)
    {
        var models = versions.Select(row => row.Model).Distinct().ToList();
        var tags = (await asked.Db.Set<ModelTag>().AsNoTracking().Where(row => models.Contains(row.Model) && row.Version > 0).ToListAsync(asked.Stop))
            .ToLookup(row => (row.InstitutionId, row.Model, row.Version), row => new KeyValue(row.Key, row.Value));
        var aliases = (await asked.Db.Set<ModelAlias>().AsNoTracking().Where(row => models.Contains(row.Model)).ToListAsync(asked.Stop))
            .ToLookup(row => (row.InstitutionId, row.Model, row.Version), row => row.Alias);
        return [.. versions.Select(row => new ModelVersionMessage(
            new OwnedName(row.InstitutionId, row.Model).For(asked.Caller), Text(row.Number), row.CreatedAt, row.UpdatedAt, row.PersonId, row.Stage,
            row.Description, row.Source, row.RunId, Ready, row.RunLink, row.ModelId,
            [.. tags[(row.InstitutionId, row.Model, row.Number)]], [.. aliases[(row.InstitutionId, row.Model, row.Number)]]))];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
