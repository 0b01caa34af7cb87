using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.UseCases;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.UseCases.Publications.Import;

/// <summary>How the publications of a file are tied, and what is assumed where they say too little.</summary>
public sealed record ImportTies(bool MadeInProgramme, IReadOnlyList<string> MadeWith)
{
    /// <summary>1 to 12, for entries that name a year only; null refuses them, since the fiscal year depends on the month.</summary>
    public int? AssumedMonth { get; init; }
}

/// <summary>Takes the sound entries of a file in and lists the others with their lines.</summary>
public sealed class ImportPublications(HubDb db, RegisterPublication register)
{
    /// <summary>Entries that are saved together.</summary>
    private const int Batch = 500;

    /// <summary>More faults than this help nobody; they are counted.</summary>
    private const int MostListed = 1_000;

    public async Task<Outcome<ImportReport>> RunAsync(
        Caller caller, Stream file, string? formatName, ImportTies ties, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var models = await NamedRevisions.FindAsync(db, caller, RepositoryKinds.Model, ties.MadeWith, stop);
        if (models.Refused)
            return models.Refusal!;
        if (Ask(ties, models.Value.Count) is { } fault)
            return fault;
        var found = await PublicationFormats.FindAsync(formatName, file, stop);
        if (found.Refused)
            return found.Refusal!;

        // A programme has some thousands of them: all titles fit into memory, whatever the file holds.
        var known = await db.Set<Publication>().AsNoTracking().Select(row => new { row.Doi, row.Title }).ToListAsync(stop);
        var (dois, titles) = (known.Select(row => row.Doi).ToHashSet(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var row in known)
            titles.TryAdd(Publication.TitleKeyOf(row.Title), row.Doi);

        var (format, source) = found.Value;
        var report = new Report(format.Name);
        using (source)
        {
            await foreach (var entries in format.ReadAsync(source, stop).Chunk(Batch).WithCancellation(stop))
                await TakeAsync(caller, [.. entries.Select(entry => Request(entry, ties))], models.Value, new(dois, titles), now, report, stop);
        }

        return report.Done;
    }

    /// <param name="Dois">Of all publications that are registered.</param>
    /// <param name="Titles">Title as it is compared → DOI.</param>
    private sealed record Known(HashSet<string> Dois, Dictionary<string, string> Titles);

    private async Task TakeAsync(
        Caller caller, IReadOnlyList<AskedEntry> asked, IReadOnlyList<NodeRef> models, Known known, DateTime now, Report report, CancellationToken stop)
    {
        foreach (var (entry, request, fault) in asked)
        {
            if (fault is { } why)
            {
                report.Refuse(entry, why);
                continue;
            }

            var (doi, title) = (request!.Doi, Publication.TitleKeyOf(request.Title));
            if (known.Dois.Contains(doi))
            {
                report.Known++;
            }
            else if (known.Titles.TryGetValue(title, out var other))
            {
                report.Refuse(entry, new($"同じ題名の論文が DOI {other} で登録されています", $"a publication of this title is registered as {other}"));
            }
            else if (RegisterPublication.Decide(caller, request, doi, models, taken: false, now) is var decided && decided.Refused)
            {
                report.Refuse(entry, decided.Refusal!.Fields.Values.FirstOrDefault(decided.Refusal.Reason));
            }
            else
            {
                register.Stage(caller, decided.Value, models);
                known.Dois.Add(doi);
                known.Titles[title] = doi;
                report.Imported++;
            }
        }

        await db.SaveChangesAsync(stop);
        db.ChangeTracker.Clear();
    }

    /// <summary>An entry as it would be registered, or why it cannot be.</summary>
    private sealed record AskedEntry(ReadEntry Entry, PublicationRequest? Request, Words? Fault);

    private static AskedEntry Request(ReadEntry entry, ImportTies ties)
    {
        if (entry.Fault is { } broken)
            return new(entry, null, broken);
        if (string.IsNullOrWhiteSpace(entry.Doi))
            return new(entry, null, new("DOI がありません", "it has no DOI"));
        if (RegisterPublication.Normalise(entry.Doi) is not { } doi)
            return new(entry, null, new($"DOI「{Cut(entry.Doi)}」は 10. で始まる形ではありません", $"'{Cut(entry.Doi)}' is no DOI"));
        if (string.IsNullOrWhiteSpace(entry.Title))
            return new(entry, null, new("題名がありません", "it has no title"));
        if (entry.Year is not (>= 1900 and <= 2200))
            return new(entry, null, new("出版年がありません", "it has no year of publication"));
        if ((entry.Month ?? ties.AssumedMonth) is not (>= 1 and <= 12 and var month))
            return new(entry, null, new("出版月がありません。年度が決まらないので、月を補うか、月のない論文の扱いを指定してください", "it has no month, on which the fiscal year depends; add it, or say which month to assume"));
        var day = Math.Clamp(entry.Day ?? 1, 1, DateTime.DaysInMonth(entry.Year.Value, month));
        return new(entry, new() { Doi = doi, Title = Cut(entry.Title, 1_000), PublishedOn = new(entry.Year.Value, month, day), MadeInProgramme = ties.MadeInProgramme, MadeWith = ties.MadeWith }, null);
    }

    private static Refusal? Ask(ImportTies ties, int models) => new FieldFaults()
        .Need(ties.MadeInProgramme || models > 0, "model", new("プログラムの成果か、使ったモデルか、少なくとも一方を示してください。", "Tie them to the programme, or to at least one model."))
        .Need(ties.AssumedMonth is null or >= 1 and <= 12, "assumedMonth", new("1 から 12 の月です。", "A month, 1 to 12."))
        .ToRefusal("bad-import");

    private static string Cut(string text, int most = 120) => text.Length <= most ? text : text[..most];

    private sealed class Report(string format)
    {
        private readonly List<ImportFault> _faults = [];
        private int _refused;

        public int Imported { get; set; }

        public int Known { get; set; }

        public ImportReport Done => new(format, Imported, Known, _refused, _faults);

        public void Refuse(ReadEntry entry, Words why)
        {
            if (_refused++ < MostListed)
                _faults.Add(new(entry.Line, entry.Key, why.Ja, why.En));
        }
    }
}
