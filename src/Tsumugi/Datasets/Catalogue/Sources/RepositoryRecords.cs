using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Ethics;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Catalogue.Sources;

/// <summary>Datasets, or models, with what their cards and samples say they are about.</summary>
/// <param name="kind">A kind of <see cref="RepositoryKinds"/>.</param>
internal sealed class RepositoryRecords(HubDb db, FindActing acting, string kind) : ICatalogueSource
{
    /// <summary>Fields of a card's front matter: a text or a list of them.</summary>
    private static readonly string[] CardFields = [Facets.Layer, Facets.Modality, Facets.Organism, Facets.Disease, Facets.Tissue];

    public string Kind => kind;

    public async IAsyncEnumerable<(string Id, DateTime At)> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in db.Set<Repository>().Where(row => row.Kind == kind && row.DeletedAt == null).Select(row => new { row.InstitutionId, row.Name, row.CreatedAt }).AsAsyncEnumerable().WithCancellation(stop))
            yield return ($"{row.InstitutionId}/{row.Name}", row.CreatedAt);
    }

    public async Task<IReadOnlyList<CatalogueRecord>> ReadAsync(IReadOnlyList<string> ids, CancellationToken stop)
    {
        var rows = await FindRepository.AmongAsync(db, kind, ids, stop);
        var organisms = await OrganismsAsync([.. rows.Select(row => row.Node.ToString())], stop);
        return [.. rows.Select(row => Record(row, organisms[row.Node.ToString()]))];
    }

    public async Task<IReadOnlyList<string>> ScopesAsync(Caller caller, CancellationToken stop)
    {
        var named = caller.Only?.Repositories(kind) ?? [];
        return named.Count == 0 ? [] : await db.Set<RepositoryName>().AsNoTracking()
            .Where(row => row.Kind == kind && named.Contains(row.InstitutionId + "/" + row.Slug))
            .Select(row => kind + ":" + row.InstitutionId + "/" + row.Name).Distinct().ToListAsync(stop);
    }

    public async Task<IReadOnlyDictionary<string, MayUse>> AskAsync(Caller caller, IReadOnlyList<string> ids, CancellationToken stop)
    {
        var (answers, now) = (new Dictionary<string, MayUse>(), DateTime.UtcNow);
        var purpose = (await acting.RunAsync(caller, new(), null, null, now, stop)) is { Refused: false } found ? found.Value.Purpose : new();
        foreach (var row in await FindRepository.AmongAsync(db, kind, ids, stop))
            answers[row.Node.Id] = await AskAsync(caller, row, purpose, now, stop);
        return answers;
    }

    private async Task<MayUse> AskAsync(Caller caller, Repository row, Purpose purpose, DateTime now, CancellationToken stop)
    {
        if (await GatedAccess.AskAsync(db, caller, row, stop) is { } gated)
            return new(MayUseRuling.AfterStep, new("利用申請が必要です", "Ask for access"), new($"{gated.Reason.Ja}{gated.Remedy.Ja}", $"{gated.Reason.En} {gated.Remedy.En}"));
        if (await FindRepository.NewestAsync(db, row, stop) is not { } newest)
            return new(MayUseRuling.No, new("まだファイルがありません", "No files yet"));
        var decision = (await EffectiveConditions.OfAsync(db, [newest.Node], stop)).Decide(purpose, now);
        var because = decision.Findings is [var gravest, ..] ? gravest.Because : (Words?)null;
        return decision.Ruling switch
        {
            Ruling.Permitted or Ruling.PermittedWithObligations => new(MayUseRuling.Yes, RulingWords.Of(decision.Ruling), because),
            Ruling.NeedsCommittee => new(MayUseRuling.AfterStep, RulingWords.Of(decision.Ruling), new($"{because?.Ja}プロジェクトとして申請してください。", $"{because?.En} Apply as a project.")),
            _ => new(MayUseRuling.No, RulingWords.Of(decision.Ruling), because),
        };
    }

    private static CatalogueRecord Record(Repository row, IEnumerable<string> organisms)
    {
        var (card, open) = (row.ReadCardData(), row.Visibility == Visibility.Hub);
        var tags = RepositoryTags.Of(row.Kind, card).ToList();
        var access = !open ? AccessValues.Institution : row.Gated == Gating.Open ? AccessValues.Open : AccessValues.OnRequest;
        return new()
        {
            Node = row.Node,
            Title = row.Title,
            Texts = [Markdown.ToPlainText(row.Card), row.Id, .. tags, .. CardFields.SelectMany(field => RepositoryTags.Texts(card[field]))],
            At = row.CreatedAt,
            Scopes = open ? [CatalogueScopes.Hub] : [CatalogueScopes.Institution(row.InstitutionId), CatalogueScopes.Only(row.Node)],
            Facets =
            [
                new(Facets.Institution, row.InstitutionId), new(Facets.Access, access),
                .. CardFields.SelectMany(field => RepositoryTags.Texts(card[field]).Select(text => new Facet(field, text))),
                .. organisms.Select(organism => new Facet(Facets.Organism, organism)),
                .. tags.Select(tag => new Facet(CatalogueWords.Tag, tag)),
            ],
        };
    }

    /// <summary>Of the samples that its revisions were measured from, as far as everybody may know them.</summary>
    private async Task<ILookup<string, string>> OrganismsAsync(List<string> nodes, CancellationToken stop)
    {
        var found = new HashSet<(string Node, string Organism)>();
        await foreach (var row in db.RowsAsync(
            """
            SELECT asked.value, sample.Organism FROM json_each(@value) AS asked
            CROSS JOIN thread_tie ON from_node > asked.value || '@' AND from_node < asked.value || 'A' AND relation = 'derivedFrom' AND to_node LIKE 'sample:%'
            CROSS JOIN sample ON sample.Id = substr(to_node, 8) AND sample.Visibility = 'Hub'
            """, nodes, stop))
        {
            found.Add((row.GetString(0), row.GetString(1)));
        }

        return found.ToLookup(pair => pair.Node, pair => pair.Organism);
    }
}
