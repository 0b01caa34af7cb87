using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Names that point at versions and may be moved: <c>models:/name@champion</c>.</summary>
internal static partial class AliasModel
{
    public static async Task<Outcome<Nothing>> SetAsync(Asked asked, AliasRequest request)
    {
        var found = await FindModel.VersionAsync(asked, Act.Write, request.Name, request.Version);
        if (found.Refused)
            return found.Refusal!;
        if (request.Alias is not { Length: <= 255 } alias || !Fine().IsMatch(alias) || Taken().IsMatch(alias))
        {
            return Faults.Invalid(
                new($"別名「{request.Alias}」は使えません。", $"The alias '{request.Alias}' cannot be used."),
                new("文字・数字・下線・ハイフンを使い、latest と v1 のような番号は避けてください。", "Use letters, digits, underscores and hyphens, but neither 'latest' nor a number such as 'v1'."));
        }

        var version = found.Value;
        if (await asked.Db.FindAsync<ModelAlias>([version.InstitutionId, version.Model, alias], asked.Stop) is { } before)
            before.Version = version.Number;
        else
            asked.Db.Add(new ModelAlias { InstitutionId = version.InstitutionId, Model = version.Model, Alias = alias, Version = version.Number });
        asked.Db.Record(new()
        {
            Actor = asked.Caller.Node,
            Kind = "model.aliased",
            Subject = Thread.NodeRef.Of("model", $"{version.InstitutionId}/{version.Model}").At(version.Revision),
            Facts = new Dictionary<string, object?> { ["version"] = version.Number, ["alias"] = alias },
        });
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    public static async Task<Outcome<ModelVersionAnswer>> ShowAsync(Asked asked, AliasRequest request)
    {
        var found = await FindModel.AliasAsync(asked, Act.Read, request.Name, request.Alias);
        return found.Refused ? found.Refusal! : await RegistryMessages.OfAsync(asked, found.Value);
    }

    public static async Task<Outcome<Nothing>> DeleteAsync(Asked asked, AliasRequest request)
    {
        var model = await FindModel.RunAsync(asked, Act.Write, request.Name);
        if (model.Refused)
            return model.Refusal!;
        if (await asked.Db.FindAsync<ModelAlias>([model.Value.InstitutionId, model.Value.Name, request.Alias ?? ""], asked.Stop) is { } alias)
            asked.Db.Remove(alias);
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    [GeneratedRegex(@"^[\w-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Fine();

    [GeneratedRegex(@"^(latest|v\d+)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Taken();
}
