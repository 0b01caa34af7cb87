using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>Create, rename, set, delete.</summary>
internal static class ManageRepository
{
    public sealed record InitialFile(string Path, string Content, string? Encoding);

    public sealed record CreateBody
    {
        public string Name { get; init; } = "";

        public string? Organization { get; init; }

        public string? Type { get; init; }

        public string? Visibility { get; init; }

        public bool? Private { get; init; }

        public string? License { get; init; }

        public IReadOnlyList<InitialFile>? Files { get; init; }
    }

    public sealed record DeleteBody(string Name, string? Organization, string? Type);

    public sealed record MoveBody(string FromRepo, string ToRepo, string? Type);

    public sealed record SettingsBody
    {
        public string? Visibility { get; init; }

        public bool? Private { get; init; }

        /// <summary><c>false</c>, <c>"auto"</c> or <c>"manual"</c>.</summary>
        [JsonPropertyName("gated")]
        public System.Text.Json.JsonElement? Gated { get; init; }
    }

    public static async Task<IResult> CreateAsync(WireContext wire, ContentStore content, CheckContents checks, CreateBody body)
    {
        var caller = await wire.CallerAsync();
        var place = PlaceOf(caller, body.Organization, body.Name);
        if (place.Refused)
            return place.Refusal!.ToProblem();
        if (WireTarget.Kind(body.Type) is not { } kind)
            return BadType(body.Type).ToProblem();
        var (institution, name) = place.Value;
        var made = await new CreateRepository
        {
            Kind = kind,
            InstitutionId = institution,
            Name = name,
            TitleJa = "",
            TitleEn = "",
            Visibility = VisibilityOf(body.Visibility, body.Private) ?? Visibility.Hub,
            Conditions = body.License is { Length: > 0 } licence ? DataUseConditions.None with { Licences = [licence] } : DataUseConditions.None,
        }.RunAsync(wire.Db, caller, DateTime.UtcNow, wire.Stop);
        if (made.Refused && made.Refusal!.Code == "name-taken")
            return await TakenAsync(wire, caller, kind, $"{institution}/{name}", made.Refusal);
        if (made.Refused)
            return made.Refusal!.ToProblem();
        if (body.Files is { Count: > 0 } files && await CommitAsync(wire, content, checks, caller, made.Value, files) is { } refusal)
            return refusal.ToProblem();
        if (kind == RepositoryKinds.Dataset)
            wire.Http.Response.Headers["X-HF-Warning"] = "data-use-conditions; No data-use conditions are set yet. Set them among the dataset's settings before it is used.";
        return TypedResults.Json(new
        {
            url = WireTarget.Address(wire.Http, made.Value),
            name = made.Value.Id,
            id = made.Value.Id,
            @private = made.Value.Visibility != Visibility.Hub,
        });
    }

    public static async Task<IResult> DeleteAsync(WireContext wire, DeleteBody body)
    {
        var caller = await wire.CallerAsync();
        var place = PlaceOf(caller, body.Organization, body.Name);
        if (place.Refused)
            return place.Refusal!.ToProblem();
        var found = await wire.RepositoryAsync(Act.Write, body.Type ?? "model", place.Value.Institution, place.Value.Name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        // The wire has no place for a reason.
        await ChangeRepository.DeleteAsync(wire.Db, caller, found.Value, reason: "", DateTime.UtcNow, wire.Stop);
        return TypedResults.Ok();
    }

    public static async Task<IResult> MoveAsync(WireContext wire, MoveBody body)
    {
        var caller = await wire.CallerAsync();
        var (from, to) = (PlaceOf(caller, null, body.FromRepo), PlaceOf(caller, null, body.ToRepo));
        if ((from.Refusal ?? to.Refusal) is { } wrong)
            return wrong.ToProblem();
        var found = await wire.RepositoryAsync(Act.Write, body.Type ?? "model", from.Value.Institution, from.Value.Name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        var refusal = await ChangeRepository.RenameAsync(wire.Db, caller, found.Value, to.Value.Institution, to.Value.Name, DateTime.UtcNow, wire.Stop);
        return refusal?.ToProblem() ?? TypedResults.Ok();
    }

    public static async Task<IResult> SettingsAsync(WireContext wire, string type, string ns, string name, SettingsBody body)
    {
        var found = await wire.RepositoryAsync(Act.Write, type, ns, name);
        if (found.Refused)
            return found.Refusal!.ToProblem();
        Gating? gated = body.Gated?.ToString() switch
        {
            "False" => Gating.Open,
            "auto" => Gating.Automatic,
            "manual" => Gating.Manual,
            _ => null,
        };
        var settings = new RepositorySettings { Visibility = VisibilityOf(body.Visibility, body.Private), Gated = gated };
        if (await ChangeRepository.SetAsync(wire.Db, await wire.CallerAsync(), found.Value, settings, DateTime.UtcNow, wire.Stop) is { } refusal)
            return refusal.ToProblem();
        return TypedResults.Json(new { visibility = found.Value.Visibility == Visibility.Hub ? "public" : "private", gated = RepositoryInfo.GatedOf(found.Value) });
    }

    /// <summary>The name may bring its institution; without one it is the caller's only one.</summary>
    private static Outcome<(string Institution, string Name)> PlaceOf(Caller caller, string? organization, string name)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
            return (name[..slash], name[(slash + 1)..]);
        if (organization is { Length: > 0 })
            return (organization, name);
        if (caller.Memberships.Keys.ToList() is [var only])
            return (only, name);
        var own = string.Join(", ", caller.Memberships.Keys.Order(StringComparer.Ordinal));
        return Refusal.Invalid(
            "no-institution",
            new($"どの研究機関に置くかが分かりません（所属：{own}）。", $"It is not clear to which institution '{name}' belongs (yours: {own})."),
            new("「研究機関/名前」の形で書いてください。", "Write institution/name."));
    }

    private static Visibility? VisibilityOf(string? visibility, bool? isPrivate) => (visibility, isPrivate) switch
    {
        ("private" or "protected", _) or (null, true) => Visibility.Institution,
        ("public", _) or (null, false) => Visibility.Hub,
        _ => null,
    };

    private static async Task<IResult> TakenAsync(WireContext wire, Caller caller, string kind, string id, Refusal taken)
    {
        // Clients that do not mind take the address from this answer; whoever may not see it only learns that the name is taken.
        var known = await FindRepository.RunAsync(wire.Db, caller, Act.Read, kind, id, wire.Stop);
        if (known.Refused)
            return taken.ToProblem();
        return TypedResults.Json(
            new { error = $"{taken.Reason} {taken.Remedy}", url = WireTarget.Address(wire.Http, known.Value), name = known.Value.Id, id = known.Value.Id },
            statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Refusal?> CommitAsync(WireContext wire, ContentStore content, CheckContents checks, Caller caller, Repository repository, IReadOnlyList<InitialFile> files)
    {
        var operations = new List<FileOperation>();
        var brought = new List<string>();
        using var held = content.Hold();
        await using (var batch = content.Begin())
        {
            foreach (var file in files)
            {
                var bytes = file.Encoding == "base64" ? Convert.FromBase64String(file.Content) : System.Text.Encoding.UTF8.GetBytes(file.Content);
                var stored = await batch.AddAsync(bytes, wire.Stop);
                operations.Add(new FileOperation.Put(new(file.Path, stored.Hash, stored.Size, Large: false)));
                brought.Add(stored.Hash);
            }

            await batch.CompleteAsync(wire.Stop);
        }

        await ReachableContents.BroughtAsync(wire.Db, caller, brought, DateTime.UtcNow, wire.Stop);
        var commit = await new CommitFiles { Repository = repository, Operations = operations, Title = "initial commit" }.RunAsync(wire.Db, checks, caller, DateTime.UtcNow, wire.Stop);
        return commit.Refusal;
    }

    private static Refusal BadType(string? type) => Refusal.Invalid(
        "bad-type", new($"「{type}」は扱っていません。", $"Repositories of type '{type}' do not exist here."),
        new("model か dataset を指定してください。", "Use model or dataset."));
}
