using System.Text.Json;
using Markdig;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Dois;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Gathers what the records know of a revision, as far as the caller may know it. The caller has found the repository through the gate.</summary>
public sealed record DescribeRepository
{
    /// <summary>A document names at most as many files; RO-Crate and Croissant stay readable, and the tree route lists the rest.</summary>
    public const int MostFiles = 10_000;

    private const int MostDescription = 5_000;
    private const int MostCreators = 100;

    public required Repository Repository { get; init; }

    public required Revision Revision { get; init; }

    /// <summary>The address at which the hub is reached, with a slash at its end.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How many files are named.</summary>
    public int Files { get; init; } = MostFiles;

    public IReadOnlyList<TableFacts> Tables { get; init; } = [];

    public Words? Programme { get; init; }

    public async Task<RepositoryFacts> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var institution = await db.Set<Institution>().AsNoTracking().FirstAsync(row => row.Id == Repository.InstitutionId, stop);
        var effective = await EffectiveConditions.OfAsync(db, [Revision.Node], stop);
        var (sources, hidden) = await SourcesAsync(db, caller, stop);
        var card = Read(Repository.CardData);
        return new()
        {
            Kind = Repository.Kind,
            Id = Repository.Id,
            Page = At($"{Repository.Kind}s/{Repository.Id}"),
            Title = Repository.Title,
            Description = Description(Repository),
            Creators = await CreatorsAsync(db, caller, stop),
            Publisher = new(institution.Id, institution.Name, institution.Ror, At($"institutions/{institution.Id}")),
            Conditions = effective.Combined,
            Number = Revision.Number,
            Hash = Revision.Hash,
            CreatedAt = Repository.CreatedAt,
            PublishedAt = Revision.CreatedAt,
            Files = await FilesAsync(db, caller, stop),
            FileCount = Revision.FileCount,
            Size = Revision.Size,
            Tables = Tables,
            Sources = sources,
            HiddenSources = hidden,
            MadeBy = Revision.JobId is { } job && (caller.IsOperator || caller.Memberships.ContainsKey(Repository.InstitutionId))
                ? new($"job:{job}", At($"jobs/{job}"))
                : null,
            Project = await ProjectAsync(db, caller, stop),
            Programme = Programme,
            Doi = await FindDoi.OfRevisionAsync(db, Revision.Node, stop),
            Keywords = Texts(card, "tags"),
            Languages = Texts(card, "language"),
        };
    }

    private async Task<IReadOnlyList<PersonFacts>> CreatorsAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var people = await (
            from person in db.Set<Person>()
            where db.Of<Revision>(Repository).Any(revision => revision.PersonId == person.Id && revision.Number <= Revision.Number)
            orderby person.Id
            select new { person.Id, person.Name, person.Erad }).Take(MostCreators).ToListAsync(stop);
        return [.. people.Select(person => new PersonFacts(person.Id, person.Name, At($"people/{person.Id}"), caller.IsOperator || caller.PersonId == person.Id ? person.Erad : null))];
    }

    private async Task<ProjectFacts?> ProjectAsync(HubDb db, Caller caller, CancellationToken stop) =>
        Repository.ProjectId is { } id && (await FindProject.RunAsync(db, caller, id, stop)) is { Refused: false, Value: var project } ? new(project.Id, project.Title) : null;

    // What is held back from the caller is not named as something to fetch.
    private async Task<IReadOnlyList<FileFacts>> FilesAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var files = await RevisionFiles.FirstAsync(db, Revision, Files, stop);
        var held = await HeldContents.AmongAsync(db, caller, Repository, [.. files.Select(file => file.Hash)], stop);
        var under = $"api/v1/{Repository.Kind}s/{Repository.Id}/revisions/{Revision.Hash}/files/";
        return
        [
            .. files.Where(file => !held.Contains(file.Hash))
                .Select(file => new FileFacts(file.Path, At(under + string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))), file.Size, file.Hash)),
        ];
    }

    private async Task<(IReadOnlyList<SourceFacts> Sources, int Hidden)> SourcesAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var ancestry = await Lineage.Ancestors(db, Revision.Node, stop);
        var nodes = ancestry.Nodes.Select(reached => reached.Node)
            .Where(node => node.Kind is RepositoryKinds.Dataset or RepositoryKinds.Model && node.Revision is not null && node.Whole != Repository.Node)
            .ToList();
        var seen = await VisibleNodes.AmongAsync(db, caller, nodes, stop);
        var sources = new List<SourceFacts>();
        foreach (var node in nodes.Where(seen.Contains))
        {
            var row = await FindRepository.OfNode(db, node).AsNoTracking().FirstAsync(stop);
            sources.Add(new(node.ToString(), node.Kind, row.Title, At($"{node.Kind}s/{row.Id}?revision={node.Revision}"), await FindDoi.OfRevisionAsync(db, node, stop)));
        }

        return (sources, nodes.Count - sources.Count);
    }

    private Uri At(string path) => new(Endpoint, path);

    private static string Description(Repository repository)
    {
        var text = Markdown.ToPlainText(repository.Card).Trim();
        if (text.Length == 0)
            return repository.TitleEn == repository.TitleJa ? repository.TitleEn : $"{repository.TitleEn} / {repository.TitleJa}";
        return text.Length <= MostDescription ? text : $"{text.AsSpan(0, MostDescription)}…";
    }

    private static JsonElement Read(string data) => JsonSerializer.Deserialize<JsonElement>(data);

    /// <returns>One text or a list of them, as cards write both.</returns>
    private static IReadOnlyList<string> Texts(JsonElement card, string name) => card.ValueKind != JsonValueKind.Object || !card.TryGetProperty(name, out var value)
        ? []
        : value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
            _ => [],
        };
}
