using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tsumugi.Client.Datasets;

/// <param name="Contents">Different contents over all revisions.</param>
/// <param name="Fetched">Those of them that were not in the folder already.</param>
public sealed record Exported(string Folder, int Commits, int Contents, int Fetched, long Bytes);

/// <summary>A repository with its history as a plain folder: docs/formats/repository-folder.md.</summary>
/// <remarks>Every file comes under another name and is renamed when it is whole, so a command that was killed is simply given again.</remarks>
public sealed class RepositoryFolder(string folder)
{
    private const string Marker = "tsumugi.json";
    private const string History = "history.ndjson";
    private const string Sums = "SHA256SUMS";

    private readonly string _root = Path.GetFullPath(folder);

    private sealed record Mark(int Format, string Kind, string Id);

    /// <param name="kind"><c>dataset</c> or <c>model</c>.</param>
    /// <exception cref="IOException">When the folder holds something else, or what the hub sends is not what it names.</exception>
    public async Task<Exported> ExportAsync(HubClient hub, string kind, string id, CancellationToken stop)
    {
        await TakeAsync(new(HistoryHead.Newest, kind, id), stop);
        var coming = Within(History) + ".part";
        await using (var file = File.Create(coming))
            await hub.HistoryAsync(kind, id, file, stop);
        var content = await ReadAsync(coming, stop);
        var (fetched, kept) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (path, hash) in content.Places())
        {
            kept.Add(Within(path));
            if (await HasAsync(path, hash, stop))
                continue;
            await FetchAsync(hub, kind, id, path, hash, stop);
            fetched++;
        }

        RemoveOthers("files", kept);
        RemoveOthers("objects", kept);
        File.Move(coming, Within(History), overwrite: true);
        await WriteSumsAsync([(History, await HashAsync(Within(History), stop)), .. content.Places()], stop);
        return new(_root, content.Commits, content.Sizes.Count, fetched, content.Sizes.Values.Sum());
    }

    /// <exception cref="IOException">When the folder is no export, or damaged.</exception>
    public async Task<Restored> RestoreAsync(HubClient hub, string kind, string id, CancellationToken stop)
    {
        var history = Within(History);
        if (!File.Exists(history) || !File.Exists(Within(Sums)))
            throw new IOException($"{_root} is no whole export: {History} or {Sums} is missing.");
        var said = (await File.ReadAllLinesAsync(Within(Sums), stop)).FirstOrDefault(line => line.EndsWith($"  {History}", StringComparison.Ordinal));
        if (said is null || said[..^(History.Length + 2)] != await HashAsync(history, stop))
            throw Damaged(History);
        var content = await ReadAsync(history, stop);
        var places = content.Places().GroupBy(place => place.Hash, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Path, StringComparer.Ordinal);
        foreach (var some in places.Keys.Chunk(10_000))
        {
            foreach (var hash in await hub.MissingContentsAsync(some, stop))
            {
                if (!await HasAsync(places[hash], hash, stop))
                    throw Damaged(places[hash]);
                await using var file = File.OpenRead(Within(places[hash]));
                await hub.PutContentAsync(hash, file, stop);
            }
        }

        await using var lines = File.OpenRead(history);
        return await hub.RestoreAsync(kind, id, lines, stop);
    }

    private static IOException Damaged(string path) => new($"{path} is missing or damaged; compare the folder with its {Sums}.");

    private async Task TakeAsync(Mark mark, CancellationToken stop)
    {
        if (File.Exists(Within(Marker)))
        {
            var before = JsonSerializer.Deserialize<Mark>(await File.ReadAllTextAsync(Within(Marker), stop), HistoryLine.Json);
            if (before != mark)
                throw new IOException($"{_root} holds the export of {before?.Kind} {before?.Id}; choose another folder.");
            return;
        }

        if (Directory.Exists(_root) && Directory.EnumerateFileSystemEntries(_root).Any())
            throw new IOException($"{_root} is not empty, and holds no export; choose another folder.");
        Directory.CreateDirectory(_root);
        await File.WriteAllTextAsync(Within(Marker), JsonSerializer.Serialize(mark, HistoryLine.Json) + "\n", stop);
    }

    private async Task FetchAsync(HubClient hub, string kind, string id, string path, string hash, CancellationToken stop)
    {
        var whole = Within(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        var part = Path.Combine(_root, hash + ".part");
        await using (var file = File.Create(part))
            await hub.ContentAsync(kind, id, hash, file, stop);
        if (await HashAsync(part, stop) != hash)
            throw new IOException($"The hub sent other bytes than {hash} for {path}.");

        // What was a file may have become a folder, and the other way round.
        if (Directory.Exists(whole))
            Directory.Delete(whole, recursive: true);
        File.Move(part, whole, overwrite: true);
    }

    private void RemoveOthers(string top, HashSet<string> kept)
    {
        if (!Directory.Exists(Within(top)))
            return;
        foreach (var path in Directory.EnumerateFiles(Within(top), "*", SearchOption.AllDirectories).Where(path => !kept.Contains(path)).ToList())
            File.Delete(path);
    }

    private async Task WriteSumsAsync(IEnumerable<(string Path, string Hash)> places, CancellationToken stop)
    {
        var text = new StringBuilder();
        foreach (var (path, hash) in places)
            text.Append(hash).Append("  ").Append(path).Append('\n');
        await File.WriteAllTextAsync(Within(Sums) + ".part", text.ToString(), stop);
        File.Move(Within(Sums) + ".part", Within(Sums), overwrite: true);
    }

    private async Task<bool> HasAsync(string path, string hash, CancellationToken stop) => File.Exists(Within(path)) && await HashAsync(Within(path), stop) == hash;

    private static async Task<string> HashAsync(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop));
    }

    /// <exception cref="IOException">When the path leads out of the folder: neither a hub nor a folder from elsewhere is trusted with that.</exception>
    private string Within(string path)
    {
        var whole = Path.GetFullPath(Path.Combine(_root, path));
        return whole.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && path.Split('/').All(part => part is not ("" or "." or ".."))
            ? whole
            : throw new IOException($"The path {path} leads out of the folder; the history is not sound.");
    }

    private static async Task<Content> ReadAsync(string history, CancellationToken stop)
    {
        var content = new Content();
        await foreach (var text in File.ReadLinesAsync(history, stop))
        {
            try
            {
                content.Take(JsonSerializer.Deserialize<HistoryLine>(text, HistoryLine.Json)!);
            }
            catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException)
            {
                throw new IOException($"{History} is damaged: {error.Message}", error);
            }
        }

        return content;
    }

    /// <summary>What a history needs, and where it lies: the newest state of <c>main</c> as a plain tree, all else by hash.</summary>
    private sealed class Content
    {
        private readonly Dictionary<string, HistoryPage> _pages = new(StringComparer.Ordinal);
        private readonly Dictionary<string, IReadOnlyList<string>> _revisions = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _revisionOf = new(StringComparer.Ordinal);
        private string? _head;

        public Dictionary<string, long> Sizes { get; } = new(StringComparer.Ordinal);

        public int Commits => _revisionOf.Count;

        public void Take(HistoryLine line)
        {
            if (line.Page is { } page)
            {
                _pages[page.Hash] = page;
                foreach (var file in page.Files)
                    Sizes[file.Sha256] = file.Size;
            }

            if (line.Revision is { } revision)
                _revisions[revision.Hash] = revision.Pages;
            if (line.Commit is { } commit)
                _revisionOf[commit.Oid] = commit.Revision;
            if (line.Ref is { Name: "main", IsTag: false } main)
                _head = main.Oid;
        }

        public IEnumerable<(string Path, string Hash)> Places()
        {
            var tree = _head is null ? [] : _revisions[_revisionOf[_head]].SelectMany(page => _pages[page].Files).ToList();
            var plain = tree.Select(file => file.Sha256).ToHashSet(StringComparer.Ordinal);
            return tree.Select(file => ($"files/{file.Path}", file.Sha256))
                .Concat(Sizes.Keys.Where(hash => !plain.Contains(hash)).Order(StringComparer.Ordinal).Select(hash => ($"objects/{hash[..2]}/{hash[2..]}", hash)));
        }
    }
}
