using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Compute;
using Tsumugi.Datasets.Concerns;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federation.Rounds;
using Tsumugi.Federation.Sites;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Trainings;

/// <summary>Begins a federated training, after everything that could refuse it was asked.</summary>
public sealed class BeginTraining(HubDb db, HubOptions options, ContentStore content, Recipes recipes, FindActing acting, RoundSignals signals)
{
    /// <summary>The kind of recipe that sites run: training that goes on from a model whose vocabulary stands.</summary>
    public const string RecipeKind = "continue";

    // The model's numbers go out to the sites, and with them what was learned at the others.
    private static readonly Purpose Purpose = Ethics.Purpose.FoundationModelTraining with { ReleasesWeights = true };

    public async Task<Outcome<FederatedTraining>> RunAsync(Caller caller, TrainingRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, request.Institution) is { } refusal)
            return refusal;
        var recipe = await recipes.FindAsync(request.Recipe, stop);
        var offered = await OfferedAsync(request, stop);
        if (Check(request, recipe.Refused ? null : recipe.Value, offered) is { } faults)
            return faults;
        var found = await FindRepository.NamedRevisionAsync(db, caller, Act.Use, NodeRef.Parse(request.Model), stop);
        if (found.Refused)
            return found.Refusal!;
        List<Participant> participants = [.. offered.Select(row => new Participant("", row.Site.Id, row.Site.InstitutionId, row.Dataset.Name, row.Dataset.Node))];
        NodeRef[] sources = [found.Value.Node, .. participants.Select(row => NodeRef.Parse(row.Node))];
        var inName = await acting.RunAsync(caller, Purpose, request.Project, request.Institution, now, stop);
        if (inName.Refused)
            return inName.Refusal!;
        if ((await EffectiveConditions.OfAsync(db, sources, stop)).Refuse(inName.Value.Purpose, now) is { } forbidden)
            return forbidden;
        if (await HoldBack.AskAsync(db, request.Institution, request.Output, sources, stop) is { } ofConcern)
            return ofConcern;
        var training = new FederatedTraining
        {
            Id = $"fed-{RandomId.Make(10)}",
            InstitutionId = request.Institution,
            PersonId = caller.PersonId!,
            ProjectId = inName.Value.Project?.Id,
            Request = request with { Model = found.Value.Node.ToString(), Project = inName.Value.Project?.Id },
            Recipe = recipe.Value.Text,
            CreatedAt = now,
        };
        if (await LayOutAsync(training, found.Value, stop) is { } unfit)
            return unfit;
        db.Add(training);
        db.AddRange(participants.Select(row => row with { TrainingId = training.Id }));
        db.Record(Entry(caller, training, sources));
        await db.SaveChangesAsync(stop);
        signals.News();
        return training;
    }

    /// <summary>Everything about the request's form, all errors at once.</summary>
    public static Refusal? Check(TrainingRequest request, Recipe? recipe, IReadOnlyList<(FederationSite Site, SiteDatasetRow Dataset)> offered)
    {
        var faults = new FieldFaults()
            .Need(recipe is not null, "recipe", new($"レシピ「{request.Recipe}」はありません。", $"There is no recipe '{request.Recipe}'."))
            .Need(recipe is null || (recipe.Kind == RecipeKind && !recipe.Json.TryGetProperty("replay", out _)), "recipe", new("種類が continue で、replay のないレシピを選んでください。", "Choose a recipe of the kind continue, without replay."))
            .Need(NodeRef.TryParse(request.Model, out var model) && model.Kind == RepositoryKinds.Model, "model", new("model:機関/名前 の形で書いてください。", "Write model:institution/name."))
            .Need(ShortName.IsValid(request.Output), "output", ShortName.Refused("output", request.Output).Reason)
            .Need(request.Rounds is >= 1 and <= 10_000, "rounds", new("回数は 1〜10000 にしてください。", "Rounds are from 1 to 10000."))
            .Need(request.Fraction is > 0 and <= 1, "fraction", new("割合は 0 より大きく 1 以下にしてください。", "The fraction is above 0 and at most 1."))
            .Need(request.DeadlineSeconds is >= 5 and <= 30 * 86_400, "deadlineSeconds", new("期限は 5 秒から 30 日までにしてください。", "The deadline is from 5 seconds to 30 days."));
        foreach (var (field, fault) in RoundMethod.Faults(request.Method))
            faults.Need(false, $"method.{field}", new($"使える値：{fault}", $"It is {fault}."));
        if (request.Privacy is { } privacy)
        {
            faults.Need(privacy.ClipNorm is > 0 and <= 1e6, "privacy.clipNorm", new("勾配の上限ノルム（clipNorm）は 0 より大きく 1000000 以下の数にしてください。", "The clipping norm (clipNorm) is above 0 and at most 1000000."))
                .Need(privacy.NoiseMultiplier is >= 0.01 and <= 1000, "privacy.noiseMultiplier", new("雑音の倍率（noiseMultiplier）は 0.01〜1000 にしてください。", "The noise multiplier (noiseMultiplier) is from 0.01 to 1000."))
                .Need(privacy.SampleRate is > 0 and <= 1, "privacy.sampleRate", new("抽出の確率（sampleRate）は 0 より大きく 1 以下にしてください。", "The sampling rate (sampleRate) is above 0 and at most 1."));
        }

        CheckSites(faults, request, offered);
        if (RoundMethod.Names.Contains(request.Method.Name))
            CheckTogether(faults, request);
        return faults.ToRefusal("bad-training");
    }

    private static void CheckSites(FieldFaults faults, TrainingRequest request, IReadOnlyList<(FederationSite Site, SiteDatasetRow Dataset)> offered)
    {
        foreach (var (site, dataset) in request.Sites)
        {
            faults.Need(offered.Any(row => row.Site.Id == site && row.Dataset.Name == dataset), $"sites.{site}", new(
                $"登録済みの拠点 {site} に、データセット {dataset} の宣言がありません。", $"No joined site {site} has declared a dataset {dataset}."));
        }

        var least = RoundMethod.LeastSites(request.Method);
        faults.Need(request.Sites.Count is >= 1 and <= 4096, "sites", new("拠点を 1〜4096 件選んでください。", "Choose from 1 to 4096 sites."))
            .Need(request.MinimumSites >= 1 && request.MinimumSites <= request.Sites.Count, "minimumSites", new("最少の拠点数は 1 以上、選んだ拠点の数以下にしてください。", "The minimum is from 1 to the number of sites."))
            .Need(request.Sites.Count >= least, "sites", new($"この方法には {least} 件以上の拠点が必要です。", $"This method needs at least {least} sites."));
    }

    private static void CheckTogether(FieldFaults faults, TrainingRequest request)
    {
        faults.Need(!request.Masked || !RoundMethod.Of(request.Method).NeedsEach, "masked", new(
                $"{request.Method.Name} は拠点ごとの更新を見るので、マスクした合計では使えません。", $"{request.Method.Name} looks at single updates, which masks hide."))
            .Need(!request.Masked || request.Sites.Count >= 3, "masked", new("マスクした合計には 3 件以上の拠点が必要です。2 件では差し引きで相手の更新が分かります。", "Masks need at least three sites: of two, each finds the other's update by subtraction."))
            .Need(request.Privacy is null || request.Method.Name != RoundMethod.Scaffold, "privacy.noiseMultiplier", new("SCAFFOLD の制御変量は雑音なしでデータを表すので、併用できません。", "SCAFFOLD's control variates tell of the data without noise; they do not go together."));
    }

    private async Task<List<(FederationSite Site, SiteDatasetRow Dataset)>> OfferedAsync(TrainingRequest request, CancellationToken stop)
    {
        var asked = request.Sites.Keys.ToList();
        var rows = await (
            from site in db.Set<FederationSite>().AsNoTracking()
            join dataset in db.Set<SiteDatasetRow>().AsNoTracking() on site.Id equals dataset.SiteId
            where asked.Contains(site.Id) && site.PublicKey != null && site.RevokedAt == null
            select new { site, dataset }).ToListAsync(stop);
        return [.. rows.Where(row => request.Sites[row.site.Id] == row.dataset.Name).OrderBy(row => row.site.Id, StringComparer.Ordinal).Select(row => (row.site, row.dataset))];
    }

    /// <summary>Puts the start model's files where rounds keep theirs: configuration and vocabulary once, the numbers for each round.</summary>
    private async Task<Refusal?> LayOutAsync(FederatedTraining training, Revision model, CancellationToken stop)
    {
        var files = new RoundFiles(options, training.Id);
        Directory.CreateDirectory(files.Common);
        var parts = (await RevisionFiles.AllAsync(db, model, stop)).Where(file => !file.Path.Contains('/', StringComparison.Ordinal) && !file.Path.EndsWith(".md", StringComparison.Ordinal) && file.Path is not ("merge.json" or PublishTraining.RecordFile)).ToList();
        foreach (var part in parts)
            File.Copy(await content.PlainFileAsync(part.Hash, stop), part.Path == RoundNames.Model ? files.Model(1) : Path.Combine(files.Common, part.Path), overwrite: true);
        try
        {
            if (!File.Exists(files.Model(1)))
                throw new UnfitUpdateException($"{model.Node} has no {RoundNames.Model}.");
            using var file = SafetensorsFile.Open(files.Model(1), RoundNames.Model);
            var shape = ModelShape.Of(file);
            if (training.Request.Method.Name == RoundMethod.Scaffold)
                shape.Write(files.Control(1), new Dictionary<string, string>(), ("", new float[shape.Length]));
            return null;
        }
        catch (Exception error) when (error is UnfitUpdateException or InvalidFileException)
        {
            files.Remove();
            return Refusal.Invalid("unfit-model", new($"このモデルは連合学習に使えません：{error.Message}", $"This model cannot be trained by sites: {error.Message}"), new("このハブが学習した F32 のモデルを選んでください。", "Choose a model in F32 that this hub trained."));
        }
    }

    private static ThreadEntry Entry(Caller caller, FederatedTraining training, IReadOnlyList<NodeRef> sources) => new()
    {
        Actor = caller.Node,
        Kind = "federation.started",
        Subject = training.Node,
        Facts = new Dictionary<string, object?>
        {
            ["recipe"] = training.Request.Recipe,
            ["recipeHash"] = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(training.Recipe))),
            ["method"] = training.Request.Method,
            ["rounds"] = training.Request.Rounds,
            ["sites"] = training.Request.Sites,
            ["seed"] = training.Request.Seed,
            ["privacy"] = training.Request.Privacy,
            ["masked"] = training.Request.Masked,
            ["output"] = training.Request.Output,
        },
        Ties =
        [
            new(training.Node, Relations.RunBy, caller.Node),
            new(training.Node, Relations.BelongsTo, NodeRef.Of("institution", training.InstitutionId)),
            .. training.ProjectId is { } project ? [new Tie(training.Node, Relations.BelongsTo, NodeRef.Of(Project.NodeKind, project))] : Array.Empty<Tie>(),
            .. sources.Select(source => new Tie(training.Node, Relations.Used, source)),
        ],
    };
}
