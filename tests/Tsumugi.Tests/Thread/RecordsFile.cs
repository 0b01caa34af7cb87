using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

/// <summary>A hub's records in a real SQLite file of their own, migrated as the hub does it.</summary>
public sealed class RecordsFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-thread-").FullName;

    public RecordsFile()
    {
        using var db = Open();
        db.Database.Migrate();
    }

    private string Path => System.IO.Path.Combine(_folder, "records.db");

    public HubDb Open()
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path);
        return new(options.Options);
    }

    /// <summary>Saves the entries in one transaction.</summary>
    public async Task WriteAsync(params ThreadEntry[] entries)
    {
        await using var db = Open();
        foreach (var entry in entries)
            db.Record(entry);
        await db.SaveChangesAsync();
    }

    public ThreadVerdict Verify(string? expectedHead = null)
    {
        using var connection = Connect();
        return ThreadVerifier.Verify(connection, expectedHead);
    }

    /// <summary>What somebody with the file in hand can do: the triggers are gone first.</summary>
    public void Tamper(string sql, params object[] values)
    {
        foreach (var trigger in new[] { "thread_event_no_update", "thread_event_no_delete", "thread_tie_no_update", "thread_tie_no_delete" })
            Execute($"DROP TRIGGER IF EXISTS {trigger}");
        Assert.True(Execute(sql, values) > 0, $"nothing was changed by: {sql}");
    }

    /// <param name="values">For <c>@p0</c>, <c>@p1</c> …</param>
    public int Execute(string sql, params object[] values)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
            command.Parameters.AddWithValue($"@p{at}", values[at]);
        return command.ExecuteNonQuery();
    }

    public List<EventRow> Events()
    {
        using var db = Open();
        return [.. db.Set<EventRow>().AsNoTracking().OrderBy(row => row.Seq)];
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Foreign Keys=True");
        connection.Open();
        return connection;
    }
}
