using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Merging;
using Tsumugi.Thread;
using Tsumugi.Thread.Redactions;

namespace Tsumugi.Institutions.Erasure;

/// <summary>Puts pseudonyms in the place of people's ids in every row of every room but the thread's own, inside a transaction.</summary>
/// <param name="names">Id → pseudonym.</param>
internal sealed class RenamePerson(HubDb db, IReadOnlyDictionary<string, string> names)
{
    private readonly RedactedText _text = new(names);
    private readonly DbTransaction _transaction = db.Database.CurrentTransaction!.GetDbTransaction();

    public async Task RunAsync(DateTime now, CancellationToken stop)
    {
        // Rows of one person name each other; they fit again when all are renamed.
        await db.Database.ExecuteSqlRawAsync("PRAGMA defer_foreign_keys = ON", stop);
        foreach (var (id, name) in names)
        {
            await db.Set<Person>().IgnoreQueryFilters().Where(row => row.Id == id).ExecuteUpdateAsync(
                row => row.SetProperty(one => one.Id, name).SetProperty(one => one.Name, name).SetProperty(one => one.ErasedAt, now)
                    .SetProperty(one => one.Orcid, (string?)null).SetProperty(one => one.Erad, (string?)null).SetProperty(one => one.Career, (CareerStage?)null).SetProperty(one => one.IsOperator, false),
                stop);
            await db.Set<Person>().IgnoreQueryFilters().Where(row => row.MergedInto == id).ExecuteUpdateAsync(row => row.SetProperty(one => one.MergedInto, name), stop);
            foreach (var column in PersonColumn.Of(db.Model))
                await column.ReplaceAsync(db, id, name, null, stop);
        }

        await RenameMergesAsync(now, stop);
        foreach (var (table, column) in PersonTexts.Columns(db.Model))
            Rewrite(table, column);
    }

    private async Task RenameMergesAsync(DateTime now, CancellationToken stop)
    {
        var merges = db.Set<PersonMerge>();
        // One of theirs cannot be undone: nobody knows any more which record was which.
        foreach (var merge in await merges.Where(row => names.Keys.Contains(row.KeptId) || names.Keys.Contains(row.GoneId)).ToListAsync(stop))
            (merge.Moved, merge.UndoneAt) = ([], merge.UndoneAt ?? now);
        await db.SaveChangesAsync(stop);
        db.ChangeTracker.Clear();
        foreach (var (id, name) in names)
        {
            await merges.Where(row => row.KeptId == id).ExecuteUpdateAsync(row => row.SetProperty(one => one.KeptId, name).SetProperty(one => one.Reason, ""), stop);
            await merges.Where(row => row.GoneId == id).ExecuteUpdateAsync(row => row.SetProperty(one => one.GoneId, name).SetProperty(one => one.Reason, ""), stop);
            await merges.Where(row => row.MergedBy == id).ExecuteUpdateAsync(row => row.SetProperty(one => one.MergedBy, name), stop);
            await merges.Where(row => row.UndoneBy == id).ExecuteUpdateAsync(row => row.SetProperty(one => one.UndoneBy, name), stop);
        }
    }

    /// <summary>Columns that hold nodes, or JSON in which nodes and people stand.</summary>
    private void Rewrite(string table, string column)
    {
        var parameters = names.Keys.Select((_, at) => $"@name{at}").ToArray();
        var has = string.Join(" OR ", parameters.Select(name => $"instr(\"{column}\", {name})"));
        var found = new List<string>();
        using (var read = db.Database.GetDbConnection().Put(_transaction, $"SELECT DISTINCT \"{column}\" FROM \"{table}\" WHERE typeof(\"{column}\") = 'text' AND ({has})", parameters))
        {
            read.Set([.. names.Keys]);
            using var reader = read.ExecuteReader();
            while (reader.Read())
                found.Add(reader.GetString(0));
        }

        using var update = db.Database.GetDbConnection().Put(_transaction, $"UPDATE \"{table}\" SET \"{column}\" = @after WHERE \"{column}\" = @text", "@after", "@text");
        foreach (var text in found)
        {
            if (Renamed(text) is not { } after || after == text)
                continue;
            update.Set(after, text);
            update.ExecuteNonQuery();
        }
    }

    private string? Renamed(string text)
    {
        if (text is not ['{' or '[', ..])
            return _text.Node(text);
        try
        {
            return _text.Facts(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
