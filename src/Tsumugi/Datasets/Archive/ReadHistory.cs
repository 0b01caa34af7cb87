using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions.Erasure;

namespace Tsumugi.Datasets.Archive;

/// <param name="Files">In ordinal order of their paths.</param>
internal sealed record ReadRevision(HistoryRevision Line, IReadOnlyList<RevisionFile> Files);

/// <summary>A history that was read and found true: every hash fits what it names.</summary>
internal sealed record ReadHistory(
    HistoryHead Head, IReadOnlyDictionary<string, ReadRevision> Revisions, IReadOnlyList<HistoryCommit> Commits, IReadOnlyList<HistoryRef> Refs)
{
    /// <summary>More than this is no history of this hub's.</summary>
    private const int MostLineBytes = 256 << 20;

    private const int MostFiles = 5_000_000;

    public static async Task<Outcome<ReadHistory>> RunAsync(Stream source, CancellationToken stop)
    {
        var reading = new Reading();
        var number = 0;
        using var reader = new StreamReader(source, Encoding.UTF8);
        try
        {
            while (await reader.ReadLineAsync(stop) is { } text)
            {
                number++;
                if (text.Length > MostLineBytes)
                    return Bad(number, new("行が長すぎます", "it is too long"));
                if (text.Length > 0 && reading.Take(JsonSerializer.Deserialize<HistoryLine>(text, HistoryLine.Json)!) is { } fault)
                    return Bad(number, fault);
            }
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException)
        {
            return Bad(number, Words.Same(error.Message));
        }

        return reading.Finish() is { } missing ? Bad(number, missing) : reading.Done;
    }

    private static Refusal Bad(int line, Words fault) => Refusal.Invalid(
        "bad-history", new($"履歴の {line} 行目が正しくありません：{fault.Ja}。", $"Line {line} of the history is not sound: {fault.En}."),
        new("書き出したフォルダが壊れていないかを SHA256SUMS で確かめてください。", "Check the exported folder against its SHA256SUMS."));

    private sealed class Reading
    {
        private readonly Dictionary<string, IReadOnlyList<RevisionFile>> _pages = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ReadRevision> _revisions = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HistoryCommit> _commits = new(StringComparer.Ordinal);
        private readonly List<HistoryCommit> _inOrder = [];
        private readonly Dictionary<string, HistoryRef> _refs = new(StringComparer.Ordinal);
        private HistoryHead? _head;
        private long _files;

        public ReadHistory Done => new(_head!, _revisions, _inOrder, [.. _refs.Values]);

        public Words? Take(HistoryLine line) => line switch
        {
            { Head: { } head } when _head is null => TakeHead(head),
            _ when _head is null => new Words("最初の行に見出しがありません", "the head must come first"),
            { Page: { } page } => TakePage(page),
            { Revision: { } revision } => TakeRevision(revision),
            { Commit: { } commit } => TakeCommit(commit),
            { Ref: { } name } => TakeRef(name),
            _ => new Words("知らない種類の行です", "its kind is not known"),
        };

        public Words? Finish() => _head is null ? new Words("何も書かれていません", "there is nothing") : null;

        private Words? TakeHead(HistoryHead head)
        {
            _head = head;
            return head.Format == HistoryHead.Newest ? null : new Words($"形式の版 {head.Format} は扱えません", $"version {head.Format} of the format is not known");
        }

        private Words? TakePage(HistoryPage page)
        {
            if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(page.Text))) != page.Hash)
                return new Words("ファイルの一覧がハッシュと合いません", "a list of files does not have its hash");

            // Read by the strict reader first: the hub's own trusts its own records.
            foreach (var file in page.Files)
            {
                if (RepositoryPath.Check(file.Path) is [var fault, ..])
                    return new Words(fault.Text.Ja, $"{fault.Place}: {fault.Text.En}");
            }

            _pages[page.Hash] = FilePages.Read(new() { Hash = page.Hash, Text = page.Text });
            return null;
        }

        private Words? TakeRevision(HistoryRevision revision)
        {
            var files = new List<RevisionFile>();
            foreach (var page in revision.Pages)
            {
                if (!_pages.TryGetValue(page, out var part))
                    return new Words($"版 {revision.Hash} の一覧 {page} がありません", $"revision {revision.Hash} names a list {page} that did not come before it");
                files.AddRange(part);
            }

            if ((_files += files.Count) > MostFiles)
                return new Words($"ファイルが全部の版を合わせて {MostFiles:N0} 件を超えています", $"there are more than {MostFiles:N0} files over all revisions");
            if (Repositories.Revision.HashOf(files) != revision.Hash)
                return new Words($"版 {revision.Hash} の中身がハッシュと合いません", $"the files of revision {revision.Hash} do not have its hash");
            if (RepositoryPath.CheckAll(files.Select(file => file.Path)) is [var clash, ..])
                return new Words(clash.Text.Ja, $"{clash.Place}: {clash.Text.En}");
            _revisions[revision.Hash] = new(revision, files);
            return null;
        }

        private Words? TakeCommit(HistoryCommit commit)
        {
            if (commit.Parent is { } parent && !_commits.ContainsKey(parent))
                return new Words($"コミット {commit.Oid} の親がありません", $"the parent of commit {commit.Oid} did not come before it");
            if (!_revisions.ContainsKey(commit.Revision))
                return new Words($"コミット {commit.Oid} の版がありません", $"the revision of commit {commit.Oid} did not come before it");
            var name = Repositories.Commit.NameOf(_head!.Node, commit.Parent, commit.Revision, commit.Person, commit.Title, commit.Message, commit.At);
            // Who committed was erased since: the name follows from an id that nobody keeps.
            if ((name != commit.Oid && !Pseudonym.Is(commit.Person)) || !_commits.TryAdd(commit.Oid, commit))
                return new Words($"コミット {commit.Oid} の名前が中身と合いません", $"commit {commit.Oid} does not have the name that follows from what it says");
            _inOrder.Add(commit);
            return null;
        }

        private Words? TakeRef(HistoryRef name) =>
            ChangeRefs.Fault(name.Name) ?? (_commits.ContainsKey(name.Oid) && _refs.TryAdd(name.Name, name) ? null
                : new Words($"「{name.Name}」の指すコミットがないか、名前が重なっています", $"'{name.Name}' stands at no commit, or comes twice"));
    }
}
