using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>Finds repositories by any part of their names, titles and tags.</summary>
/// <remarks>
/// All names of a hub are a few tens of megabytes, and reading them takes milliseconds. So they are kept in memory and read through:
/// any substring in any script is found, and no index of words or letters has to agree with the records. What changed since
/// the last question is read from the records with each question, whoever changed it.
/// </remarks>
public sealed class RepositoryIndex : IDisposable
{
    /// <summary>A transaction may end this much later than the time it wrote.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly Dictionary<(string Kind, string Institution, string Name), RepositoryEntry> _entries = [];
    private volatile Dictionary<string, RepositoryEntry[]> _byKind = [];
    private DateTime _seen = DateTime.MinValue;

    public async Task<FoundRepositories> FindAsync(HubDb db, Caller caller, RepositoryQuery query, CancellationToken stop)
    {
        await RefreshAsync(db, stop);
        var (entries, total) = Match(_byKind.GetValueOrDefault(query.Kind, []), new(caller, query.Kind), query);
        return new(await RowsAsync(db, query.Kind, entries, stop), total);
    }

    /// <summary>Reads all names before anybody asks.</summary>
    public Task ReadAsync(HubDb db, CancellationToken stop) => RefreshAsync(db, stop);

    public void Dispose() => _reading.Dispose();

    /// <summary>Downloads that have been written down; they do not change when a repository was last changed.</summary>
    public async Task CountAsync(string kind, string institution, string name, long downloads, CancellationToken stop)
    {
        await _reading.WaitAsync(stop);
        try
        {
            if (_entries.TryGetValue((kind, institution, name), out var entry))
                entry.Downloads += downloads;
        }
        finally
        {
            _reading.Release();
        }
    }

    private static (List<RepositoryEntry> Page, int Total) Match(RepositoryEntry[] all, RepositorySight sight, RepositoryQuery query)
    {
        var words = RepositoryEntry.Fold(query.Text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<RepositoryEntry>();
        foreach (var entry in all)
        {
            if (Matches(entry, words, query) && sight.Sees(entry))
                found.Add(entry);
        }

        // They lie in the order of their last change, and sorting keeps that among equals.
        IEnumerable<RepositoryEntry> ordered = query.Order switch
        {
            RepositoryOrder.Relevance when words.Length > 0 => found.OrderBy(entry => HasInName(entry, words) ? 0 : 1),
            RepositoryOrder.Created => found.OrderByDescending(entry => entry.CreatedAt),
            RepositoryOrder.Downloads => found.OrderByDescending(entry => entry.Downloads),
            RepositoryOrder.Name => found.OrderBy(entry => entry.Institution, StringComparer.Ordinal).ThenBy(entry => entry.Slug, StringComparer.Ordinal),
            _ => found,
        };
        return ([.. ordered.Skip(query.Skip).Take(query.Take)], found.Count);
    }

    private static bool Matches(RepositoryEntry entry, string[] words, RepositoryQuery query)
    {
        if ((query.Institution is { } institution && entry.Institution != institution) || (query.Gated is { } gated && entry.Gated != gated))
            return false;
        foreach (var word in words)
        {
            if (!entry.Text.Contains(word, StringComparison.Ordinal))
                return false;
        }

        foreach (var tag in query.Tags)
        {
            if (!entry.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    private static bool HasInName(RepositoryEntry entry, string[] words)
    {
        foreach (var word in words)
        {
            if (!entry.Text.AsSpan(0, entry.NameLength).Contains(word, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private static async Task<IReadOnlyList<Repository>> RowsAsync(HubDb db, string kind, List<RepositoryEntry> entries, CancellationToken stop)
    {
        var rows = (await FindRepository.AmongAsync(db, kind, entries.Select(entry => $"{entry.Institution}/{entry.Name}"), stop)).ToDictionary(row => (row.InstitutionId, row.Name));
        return [.. entries.Select(entry => rows.GetValueOrDefault((entry.Institution, entry.Name))).OfType<Repository>()];
    }

    private async Task RefreshAsync(HubDb db, CancellationToken stop)
    {
        await _reading.WaitAsync(stop);
        try
        {
            var since = _seen == DateTime.MinValue ? _seen : _seen - LongestWrite;
            var changed = new List<RepositoryEntry>();
            await foreach (var row in RepositoryEntry.Columns(db.Set<Repository>().Where(row => row.UpdatedAt >= since)).AsAsyncEnumerable().WithCancellation(stop))
            {
                var key = (row.Kind, row.Institution, row.Name);
                if (_entries.TryGetValue(key, out var known) && known.UpdatedAt == row.UpdatedAt)
                    continue;
                var entry = new RepositoryEntry(row);
                _entries[key] = entry;
                changed.Add(entry);
                if (row.UpdatedAt > _seen)
                    _seen = row.UpdatedAt;
            }

            if (changed.Count > 0)
                _byKind = Merged(changed);
        }
        finally
        {
            _reading.Release();
        }
    }

    private Dictionary<string, RepositoryEntry[]> Merged(List<RepositoryEntry> changed)
    {
        var byKind = new Dictionary<string, RepositoryEntry[]>(_byKind);
        foreach (var ofKind in changed.GroupBy(entry => entry.Kind))
        {
            var names = ofKind.Select(entry => (entry.Institution, entry.Name)).ToHashSet();
            var stays = byKind.GetValueOrDefault(ofKind.Key, []).Where(entry => !names.Contains((entry.Institution, entry.Name)));
            byKind[ofKind.Key] = [.. Merge(stays, ofKind.Where(entry => !entry.Deleted).OrderByDescending(entry => entry.UpdatedAt))];
        }

        return byKind;
    }

    /// <summary>Two lists, each with its newest first, as one.</summary>
    private static IEnumerable<RepositoryEntry> Merge(IEnumerable<RepositoryEntry> left, IEnumerable<RepositoryEntry> right)
    {
        using var rights = right.GetEnumerator();
        var more = rights.MoveNext();
        foreach (var entry in left)
        {
            for (; more && rights.Current.UpdatedAt >= entry.UpdatedAt; more = rights.MoveNext())
                yield return rights.Current;
            yield return entry;
        }

        for (; more; more = rights.MoveNext())
            yield return rights.Current;
    }
}
