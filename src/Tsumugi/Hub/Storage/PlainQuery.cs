using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tsumugi.Hub.Storage;

/// <summary>Queries that every door waits for: a prepared plan and no entities, also for the first one in a process.</summary>
public static class PlainQuery
{
    /// <param name="values">What <c>json_each(@value)</c> gives.</param>
    /// <returns>The reader at each row in turn; each is to be read before the next.</returns>
    public static IAsyncEnumerable<DbDataReader> RowsAsync(this HubDb db, string sql, List<string> values, CancellationToken stop) =>
        RowsAsync(db, sql, JsonSerializer.Serialize(values, PlainJson.Default.ListString), stop);

    /// <inheritdoc cref="RowsAsync(HubDb, string, List{string}, CancellationToken)" />
    public static IAsyncEnumerable<DbDataReader> RowsAsync(this HubDb db, string sql, List<long> values, CancellationToken stop) =>
        RowsAsync(db, sql, JsonSerializer.Serialize(values, PlainJson.Default.ListInt64), stop);

    private static async IAsyncEnumerable<DbDataReader> RowsAsync(HubDb db, string sql, string values, [EnumeratorCancellation] CancellationToken stop)
    {
        await db.Database.OpenConnectionAsync(stop);
        try
        {
            await using var command = db.Database.GetDbConnection().Put(db.Database.CurrentTransaction?.GetDbTransaction(), sql, "@value");
            command.Set(values);
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
                yield return reader;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}

/// <summary>Written without asking types about themselves, which costs the first question.</summary>
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<long>))]
internal sealed partial class PlainJson : JsonSerializerContext;
