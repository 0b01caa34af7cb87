using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Metadata;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Dois;

/// <summary>Gives a repository or one of its revisions a DOI, publishes one that was reserved, or tells the agency what has changed since.</summary>
public sealed record MintDoi
{
    /// <summary>Letters and digits that are not taken for one another when a DOI is copied from paper (Crockford's base 32).</summary>
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    private const int LeastLetters = 8;

    /// <summary>Whoever may see what everybody signed in may see, and belongs nowhere: what a DOI tells the world is told as to them.</summary>
    private static readonly Caller Anybody = new() { PersonId = "anybody" };

    public required string Kind { get; init; }

    /// <summary><c>institution/name</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The start of a hash; null for the newest. Not read for a DOI of the whole.</summary>
    public string? Revision { get; init; }

    /// <summary>A DOI of the repository as a whole, which goes on with it, rather than of one revision, which stays what it is.</summary>
    public bool Whole { get; init; }

    /// <summary>Only reserved: nothing is published, and nothing need be complete.</summary>
    public bool Draft { get; init; }

    public async Task<Outcome<DoiStanding>> RunAsync(HubDb db, DoiOptions? options, Caller caller, DateTime now, CancellationToken stop)
    {
        var repository = await FindRepository.RunAsync(db, caller, Act.Write, Kind, Id, stop);
        if (repository.Refused)
            return repository.Refusal!;
        if (options is null)
            return DoiRefusals.NoAgency;
        var node = Whole || string.IsNullOrEmpty(Revision) ? repository.Value.Node : repository.Value.Node.At(Revision);
        var revision = await FindRepository.RevisionAsync(db, caller, Act.Read, node, stop);
        if (revision.Refused)
            return revision.Refusal!;

        if (!Draft && await AskRelease.RunAsync(db, repository.Value.Node, ReleaseAct.Doi, repository.Value.Node, caller.PersonId!, stop) is { } ofConcern)
            return ofConcern;

        // Begun before the look whether there is one already: of two who ask at once, the second finds the first one's.
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var named = Whole ? null : revision.Value.Hash;
        var known = await db.Of<Doi>(repository.Value).FirstOrDefaultAsync(row => row.Revision == named, stop);
        var value = known?.Value ?? await NewAsync(db, options, Whole ? repository.Value.Node : revision.Value.Node, stop);
        var facts = await DescribeAsync(db, options, repository.Value, revision.Value, value, stop);
        if (Decide(repository.Value, facts, Draft, known) is { } refusal)
            return refusal;

        var record = new DoiRecord { Doi = value, Landing = options.Landing(value), State = Draft ? DoiState.Draft : DoiState.Findable, Facts = facts };
        if (known is not null && await IsToldAsync(db, record, stop))
            return (await FindDoi.RunAsync(db, value, stop))!;
        var doi = known ?? new Doi
        {
            Value = value,
            Agency = options.Agency,
            Kind = Kind,
            InstitutionId = repository.Value.InstitutionId,
            Name = repository.Value.Name,
            Revision = named,
            PersonId = caller.PersonId!,
            MintedAt = now,
            State = record.State,
        };
        if (known is null)
            db.Add(doi);
        Stage(db, caller, doi, record, now);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return (await FindDoi.RunAsync(db, value, stop))!;
    }

    /// <summary>Publishing cannot be taken back, so only what is public and complete may be published.</summary>
    public static Refusal? Decide(Repository repository, RepositoryFacts facts, bool draft, Doi? known)
    {
        if (draft && known is { State: not DoiState.Draft })
            return DoiRefusals.Published(known.Value);
        return draft ? null : new FieldFaults()
            .Need(repository.Visibility == Visibility.Hub, "visibility", new("所属機関内だけに公開されています。公開範囲を「ハブにサインインした人すべて」にしてください。", "It is visible to its institution only; let everybody signed in see it."))
            .Need(facts.Conditions.Licences.Count > 0, "licence", new("ライセンスが設定されていません。", "No licence is stated."))
            .Need(!string.IsNullOrWhiteSpace(repository.Card), "card", new("説明（README.md）がありません。", "It has no card (README.md)."))
            .Need(repository.TitleEn != repository.Name && repository.TitleEn != repository.Slug, "title", new("引用に使う題名（英語）がありません。", "It has no title in English to be cited by."))
            .ToRefusal("incomplete-metadata");
    }

    /// <summary>Stages what the agency is to be told and the thread entry; the caller saves.</summary>
    internal static void Stage(HubDb db, Caller caller, Doi doi, DoiRecord record, DateTime now)
    {
        doi.State = record.State;
        db.Add(new DoiDeposit { Doi = doi.Value, Record = record, At = now, DueAt = now });
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = $"{doi.Kind}.doi-{Word(record.State)}",
            Subject = DoiViews.NodeOf(doi),
            Facts = new Dictionary<string, object?> { ["doi"] = doi.Value, ["agency"] = doi.Agency, ["reason"] = record.Withdrawal?.Reason },
        });
    }

    private static string Word(DoiState state) => state switch
    {
        DoiState.Draft => "reserved",
        DoiState.Findable => "published",
        _ => "withdrawn",
    };

    /// <summary>Made from what it names, so that asking again, also after a restore from a backup, leads to the same one; it says nothing by itself.</summary>
    private static async Task<string> NewAsync(HubDb db, DoiOptions options, NodeRef node, CancellationToken stop)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Hub} {node}"));
        var letters = string.Concat(hash.Select(one => Letters[one & 31]));
        for (var length = LeastLetters; ; length++)
        {
            var value = $"{options.Prefix}/{letters[..length]}";
            if (!await db.Set<Doi>().AnyAsync(row => row.Value == value, stop))
                return value;
        }
    }

    // Sources are named to the world by their DOIs only: one without was shown to nobody but the signed in.
    private async Task<RepositoryFacts> DescribeAsync(HubDb db, DoiOptions options, Repository repository, Revision revision, string doi, CancellationToken stop)
    {
        var facts = await new DescribeRepository { Repository = repository, Revision = revision, Endpoint = options.Hub, Files = Pages.LandingPage.MostFiles }.RunAsync(db, Anybody, stop);
        var named = facts.Sources.Where(source => source.Doi is not null).ToList();
        var related = await db.Of<Doi>(repository).AsNoTracking()
            .Where(row => row.State == DoiState.Findable && row.Value != doi && (Whole ? row.Revision != null : row.Revision == null))
            .OrderBy(row => row.Value).Select(row => row.Value).ToListAsync(stop);
        return facts with
        {
            Doi = doi,
            Sources = named,
            HiddenSources = facts.HiddenSources + facts.Sources.Count - named.Count,
            Related = [.. related.Select(value => new RelatedDoi(value, Whole ? "HasVersion" : "IsVersionOf"))],
        };
    }

    /// <returns>Whether the newest deposit says the same and was not refused.</returns>
    private static async Task<bool> IsToldAsync(HubDb db, DoiRecord record, CancellationToken stop)
    {
        var newest = await db.Set<DoiDeposit>().AsNoTracking().Where(row => row.Doi == record.Doi).OrderByDescending(row => row.Id).FirstAsync(stop);
        return newest.RefusedAt is null && JsonSerializer.Serialize(newest.Record) == JsonSerializer.Serialize(record);
    }
}
