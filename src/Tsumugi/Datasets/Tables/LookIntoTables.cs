using Microsoft.Extensions.Caching.Memory;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Formats.Tables;
using Tsumugi.Hub;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Tables;

/// <summary>Columns, rows and answers in SQL of a table among a revision's files, for whoever may download the file.</summary>
public sealed class LookIntoTables(TableProcess process, TableCopies copies, ContentStore content, IMemoryCache cache, HubOptions options)
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Rows that SQL answers with.</summary>
    public const int MostSqlRows = 1000;

    public const int MostSql = 8000;

    /// <summary>Tables of a revision that are listed.</summary>
    public const int MostFiles = 500;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    /// <summary>Whoever calls has found the repository through the gate, for using it. What is held back from the caller is left out.</summary>
    public static async Task<IReadOnlyList<RevisionFile>> ListAsync(HubDb db, Caller caller, UsedRevision used, CancellationToken stop)
    {
        var files = (await RevisionFiles.AllAsync(db, used.Revision, stop)).Where(file => TableFiles.FormatOf(file.Path) is not null).Take(MostFiles).ToList();
        var held = await HeldContents.AmongAsync(db, caller, used.Repository, [.. files.Select(file => file.Hash)], stop);
        return [.. files.Where(file => !held.Contains(file.Hash))];
    }

    public async Task<Outcome<TableShape>> ShapeAsync(HubDb db, Caller caller, UsedRevision used, string path, string? part, CancellationToken stop)
    {
        var file = await FindAsync(db, caller, used, path, stop);
        return file.Refused ? file.Refusal! : await ShapeAsync(file.Value, part, stop);
    }

    /// <param name="file">One that the caller may have.</param>
    public async Task<Outcome<TableShape>> ShapeAsync(RevisionFile file, string? part, CancellationToken stop)
    {
        var asked = await AskAsync(file, new() { Kind = "shape", File = Path.GetFileName(file.Path), Length = file.Size, Part = part }, ("shape", part), stop);
        return asked.Refused ? asked.Refusal! : asked.Value.Shape!;
    }

    public async Task<Outcome<TablePage>> RowsAsync(HubDb db, Caller caller, UsedRevision used, string path, TableAsk ask, CancellationToken stop)
    {
        var file = await FindAsync(db, caller, used, path, stop);
        if (file.Refused)
            return file.Refusal!;
        var key = $"{ask.Part}\n{ask.At}\n{ask.Count}\n{string.Join('\n', ask.Filters)}";
        var asked = await AskAsync(file.Value, new() { Kind = "rows", File = Path.GetFileName(path), Length = file.Value.Size, Ask = ask with { Count = Math.Clamp(ask.Count, 1, MostSqlRows) } }, ("rows", key), stop);
        return asked.Refused ? asked.Refusal! : asked.Value.Page!;
    }

    public async Task<Outcome<SqlResult>> SqlAsync(HubDb db, Caller caller, UsedRevision used, string path, string sql, CancellationToken stop)
    {
        var found = await FindAsync(db, caller, used, path, stop);
        if (found.Refused)
            return found.Refusal!;
        var file = found.Value;
        if (!Answers(file.Path))
            return NoSql(file);
        if (string.IsNullOrWhiteSpace(sql) || sql.Length > MostSql)
            return Refusal.Invalid("bad-sql", new("SQL がないか、長すぎます。", "There is no SQL, or it is too long."), new($"SELECT 文を {MostSql:N0} 文字以内で書いてください。", $"Write a SELECT of at most {MostSql:N0} characters."));
        if (!copies.HasRoomFor(file.Size))
            return TooLarge(file);
        var order = new TableOrder { Kind = "sql", File = Path.GetFileName(file.Path), Length = file.Size, Sql = sql, MostRows = MostSqlRows };
        using var lease = await copies.TakeAsync(file.Hash, file.Size, stop);
        var asked = Said(file, await process.AskAsync(order, null, lease.Folder, MostTime, stop));
        return asked.Refused ? asked.Refusal! : asked.Value.Result!;
    }

    /// <summary>Whether a table can be asked by SQL.</summary>
    public static bool Answers(string path) => TableFiles.FormatOf(path) is TableFiles.Parquet or TableFiles.Delimited;

    private static async Task<Outcome<RevisionFile>> FindAsync(HubDb db, Caller caller, UsedRevision used, string path, CancellationToken stop)
    {
        if (TableFiles.FormatOf(path) is null || await RevisionFiles.FindAsync(db, used.Revision, path, stop) is not { } file)
            return CommitFiles.NoEntry(path);
        return await HeldContents.AskAsync(db, caller, used.Repository, file.Hash, stop) is { } held ? held : file;
    }

    // A content never changes, and neither does the answer to the same question; the name counts, as it says how to read.
    private async Task<Outcome<TableAnswer>> AskAsync(RevisionFile file, TableOrder order, (string Kind, string? Of) question, CancellationToken stop)
    {
        var key = (nameof(TableAnswer), file.Hash, Path.GetFileName(file.Path), question);
        if (cache.TryGetValue(key, out TableAnswer? known))
            return known!;
        await using var stream = await content.OpenAsync(file.Hash, stop);
        var asked = Said(file, await process.AskAsync(order, stream, options.DataFolder, MostTime, stop));
        if (!asked.Refused)
            cache.Set(key, asked.Value, new MemoryCacheEntryOptions { Size = SizeOf(asked.Value), SlidingExpiration = Kept });
        return asked;
    }

    private static long SizeOf(TableAnswer answer) => 500 + (100 * (answer.Shape?.Columns.Count ?? 0))
        + (answer.Page?.Rows.Sum(row => row.Sum(cell => 40L + (2 * (cell?.Length ?? 0)))) ?? 0);

    private static Outcome<TableAnswer> Said(RevisionFile file, (TableAnswer? Answer, TableEnd End) asked) => asked switch
    {
        { Answer: { Fault: { } fault } } => Refusal.Invalid("table-fault", new($"{file.Path}：{fault}", $"{file.Path}: {fault}"), new("問い合わせかファイルを見直してください。", "Reconsider the question or the file.")) with { Status = 422 },
        { Answer: { } answer } => answer,
        { End: TableEnd.TimeOver } => new Refusal("time-over", 422, new($"{file.Path} の処理が {MostTime.TotalSeconds:0} 秒で終わりませんでした。", $"{file.Path} took more than {MostTime.TotalSeconds:0} seconds."), new("対象を絞るか、ファイルをダウンロードして手元で処理してください。", "Ask for less, or download the file and work on it yourself.")),
        { End: TableEnd.TooMuchMemory } => new Refusal("too-much-memory", 422, new($"{file.Path} の処理に使うメモリーが上限を超えました。", $"{file.Path} took more memory than is allowed."), new("対象を絞るか、ファイルをダウンロードして手元で処理してください。", "Ask for less, or download the file and work on it yourself.")),
        _ => new Refusal("table-unreadable", 422, new($"{file.Path} を読む処理が途中で終わりました。ファイルが壊れている可能性があります。", $"The program that reads {file.Path} ended early; the file may be damaged."), new("ファイルを確かめて、登録し直してください。", "Check the file and bring it in again.")),
    };

    private static Refusal NoSql(RevisionFile file) => new(
        "no-sql", 422, new($"{file.Path} には SQL で問い合わせられません。", $"{file.Path} cannot be asked by SQL."),
        new("Parquet・CSV・TSV のファイルを選んでください。", "Choose a Parquet, CSV or TSV file."));

    private static Refusal TooLarge(RevisionFile file) => new(
        "too-large", 422, new($"{file.Path}（{file.Size:N0} バイト）は SQL の対象にするには大きすぎます。", $"{file.Path} ({file.Size:N0} bytes) is too large to be asked by SQL here."),
        new("ファイルをダウンロードして手元で処理してください。", "Download the file and work on it yourself."));
}
