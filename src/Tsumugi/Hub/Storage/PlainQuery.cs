using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tsumugi.Hub.Storage;

/// <summary>Queries that every door waits for: a prepared plan and no entities, also for the first one in a process.</summary>
public static class PlainQuery
{
    /// <param name="values">What <c>json_each(@value)</c> gives.</param>
    /// <returns>The reader at each row in turn; each is to be read before the next.</returns>
    public static async IAsyncEnumerable<DbDataReader> RowsAsync<T>(
        this HubDb db, string sql, IEnumerable<T> values, [EnumeratorCancellation] CancellationToken stop)
    {
        await db.Database.OpenConnectionAsync(stop);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            (command.CommandText, command.Transaction) = (sql, db.Database.CurrentTransaction?.GetDbTransaction());
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@value", JsonSerializer.Serialize(values));
            command.Parameters.Add(parameter);
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
