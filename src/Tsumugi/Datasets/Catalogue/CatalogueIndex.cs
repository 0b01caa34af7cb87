using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Catalogue.Store;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;
using Tsumugi.Ui;

namespace Tsumugi.Datasets.Catalogue;

/// <summary>A store that holds whatever the thread says until <see cref="Head"/>, and the words that it was made with.</summary>
internal sealed record CatalogueReading(CatalogueStore Store, CatalogueWords Words, ThreadHead Head);

/// <param name="Seq">Of the thread's last event; 0 for none.</param>
/// <param name="Hash">Its hash in hexadecimal; with it, a store made beside another thread is known.</param>
internal readonly record struct ThreadHead(long Seq, string Hash)
{
    public override string ToString() => $"{Seq} {Hash}";

    public static ThreadHead Parse(string text) => text.Split(' ', 2) is [var seq, var hash] ? new(long.Parse(seq, System.Globalization.CultureInfo.InvariantCulture), hash) : default;
}

/// <summary>Keeps the catalogue up to date with the thread: before each question everything is read again that something happened to since the last.</summary>
/// <remarks>
/// So nobody finds under its old visibility what was made private a moment ago. A store that is gone, damaged, of another version,
/// made with other words or beside another thread is made anew from the records.
/// </remarks>
public sealed class CatalogueIndex(HubOptions options, DiseaseOntologies diseases) : IDisposable
{
    private const string Head = "head";
    private const int MostEvents = 20_000;
    private const int MostRead = 1_000;
    private const int MostExcerpt = 240;
    private const int MostText = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _writing = new(1);
    private volatile CatalogueReading? _current;
    private CatalogueWords? _words;
    private DiseaseOntology? _wordsOf;

    internal async Task<Outcome<CatalogueReading>> CurrentAsync(HubDb db, IReadOnlyList<ICatalogueSource> sources, CancellationToken stop)
    {
        var head = await HeadAsync(db, stop);
        if (_current is { } ready && ready.Head == head && ReferenceEquals(_wordsOf, diseases.Current) && File.Exists(PathOf(ready.Words)))
            return ready;
        if (!await _writing.WaitAsync(Patience, stop))
            return BeingMade;
        try
        {
            return _current = await BringUpToDateAsync(db, [.. sources], stop);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task<CatalogueReading> BringUpToDateAsync(HubDb db, List<ICatalogueSource> sources, CancellationToken stop)
    {
        if (!ReferenceEquals(_wordsOf, diseases.Current))
            (_words, _wordsOf) = (new CatalogueWords(diseases.Current), diseases.Current);
        var (words, path) = (_words!, PathOf(_words!));
        var (store, known) = await OpenAsync(db, path, stop) ?? await MakeAsync(db, sources, words, path, stop);
        while (true)
        {
            var events = await db.Set<EventRow>().AsNoTracking().Where(row => row.Seq > known.Seq).OrderBy(row => row.Seq).Take(MostEvents).Select(row => new { row.Seq, row.Subject, row.Hash }).ToListAsync(stop);
            if (events.Count == 0)
                return new(store, words, known);
            known = new(events[^1].Seq, Convert.ToHexStringLower(events[^1].Hash));
            var touched = events.Select(row => NodeRef.Parse(row.Subject).Whole).Distinct().ToList();
            await RenewAsync(store, words, sources, touched, known, stop);
        }
    }

    private static async Task RenewAsync(CatalogueStore store, CatalogueWords words, List<ICatalogueSource> sources, List<NodeRef> touched, ThreadHead head, CancellationToken stop)
    {
        var (gone, entries) = (new List<string>(), new List<CatalogueEntry>());
        foreach (var source in sources)
        {
            foreach (var ids in touched.Where(node => node.Kind == source.Kind).Select(node => node.Id).Chunk(MostRead))
            {
                var records = await source.ReadAsync(ids, stop);
                gone.AddRange(ids.Select(id => NodeRef.Of(source.Kind, id).ToString()).Except(records.Select(record => record.Node.ToString())));
                entries.AddRange(records.Select(record => EntryOf(record, words)));
            }
        }

        store.Write(gone, entries, Head, head.ToString());
    }

    /// <returns>Null when there is none, or it is of no use.</returns>
    private async Task<(CatalogueStore Store, ThreadHead Head)?> OpenAsync(HubDb db, string path, CancellationToken stop)
    {
        if (_current is { } ready && File.Exists(path) && ready.Words == _words)
            return (ready.Store, ready.Head);
        if (!File.Exists(path))
            return null;
        try
        {
            var store = CatalogueStore.Open(path);
            if (store.Read(Head) is { } text && ThreadHead.Parse(text) is var head && await HashAsync(db, head.Seq, stop) == head.Hash)
                return (store, head);
        }
        catch (SqliteException)
        {
            // Made anew below, as one that is gone.
        }

        return null;
    }

    /// <summary>Reads everything there is, the oldest first, so that the newest have the highest numbers as if each had come in when it began.</summary>
    private async Task<(CatalogueStore Store, ThreadHead Head)> MakeAsync(HubDb db, List<ICatalogueSource> sources, CatalogueWords words, string path, CancellationToken stop)
    {
        _current = null;
        if (Directory.Exists(options.Catalogue))
            Directory.Delete(options.Catalogue, recursive: true);
        Directory.CreateDirectory(options.Catalogue);
        var (part, head) = (path + ".part", await HeadAsync(db, stop));
        var store = CatalogueStore.Open(part);
        using (var order = new StoreOrder(Path.Combine(options.Catalogue, "order.part")))
        {
            foreach (var source in sources)
                await order.AddAsync(source.Kind, source.AllAsync(stop), stop);
            var byKind = sources.ToDictionary(source => source.Kind);
            foreach (var some in order.Read().Chunk(MostRead))
            {
                var entries = new List<CatalogueEntry>();
                foreach (var ofKind in some.GroupBy(node => node.Kind))
                    entries.AddRange((await byKind[ofKind.Key].ReadAsync([.. ofKind.Select(node => node.Id)], stop)).Select(record => EntryOf(record, words)));
                store.Write([], entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Node, StringComparer.Ordinal), Head, "0 ");
            }
        }

        store.Write([], [], Head, head.ToString());
        store.Settle();
        File.Move(part, path);
        return (CatalogueStore.Open(path), head);
    }

    private static CatalogueEntry EntryOf(CatalogueRecord record, CatalogueWords words)
    {
        List<Facet> facets = [new(Facets.Kind, record.Node.Kind), .. words.Read(record.Facets)];
        var text = string.Join(' ', record.Texts.Where(one => one.Length > 0));
        var plain = string.Join(' ', text[..Math.Min(text.Length, 4 * MostExcerpt)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new()
        {
            Node = record.Node.ToString(),
            Title = record.Title,
            Excerpt = plain.Length <= MostExcerpt ? plain : $"{plain[..MostExcerpt]}…",
            Texts = [text[..Math.Min(text.Length, MostText)]],
            At = record.At,
            Facets = facets,
            Hidden = [.. record.Scopes.Select(ScopeOf), .. words.Wider(facets)],
        };
    }

    internal static Facet ScopeOf(string scope) => new("scope", scope);

    private string PathOf(CatalogueWords words) => Path.Combine(
        options.Catalogue, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{StoreSchema.Version}\n{HubVersion.Text}\n{words.Fingerprint}")).AsSpan(0, 8))}.db");

    private static async Task<ThreadHead> HeadAsync(HubDb db, CancellationToken stop) =>
        await db.Set<EventRow>().AsNoTracking().OrderByDescending(row => row.Seq).Select(row => new { row.Seq, row.Hash }).FirstOrDefaultAsync(stop) is { } last
            ? new(last.Seq, Convert.ToHexStringLower(last.Hash))
            : new(0, "");

    private static async Task<string> HashAsync(HubDb db, long seq, CancellationToken stop) =>
        await db.Set<EventRow>().AsNoTracking().Where(row => row.Seq == seq).Select(row => row.Hash).FirstOrDefaultAsync(stop) is { } hash ? Convert.ToHexStringLower(hash) : "";

    private static Refusal BeingMade { get; } = new(
        "catalogue-being-made", 503, new("カタログの索引を作り直しています。", "The catalogue's index is being made again."), new("しばらくしてから、もう一度お試しください。", "Try again in a while."))
    { RetryAfter = 30 };
}
