using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Institutions.Merging;

/// <summary>A column of the hub's records that names people by their id: one of them, or a JSON list.</summary>
/// <param name="Keys">The columns of the table's primary key.</param>
internal sealed record PersonColumn(string Table, string Column, bool IsList, IReadOnlyList<string> Keys)
{
    private static readonly HashSet<string> One = ["PersonId", "TeacherId", "DecidedBy", "ConfirmedBy", "EndorsedBy", "RegisteredBy", "InvitedBy"];

    private static readonly HashSet<string> Lists = ["People", "Panel", "Staff"];

    /// <summary>Every such column of every room, found by how this hub names its properties.</summary>
    public static IReadOnlyList<PersonColumn> Of(IModel model) =>
    [
        .. from entity in model.GetEntityTypes()
           where !entity.IsMappedToJson() && entity.ClrType != typeof(PersonMerge)
           let table = entity.GetTableName()
           where table is not null
           from property in entity.GetProperties()
           let isList = Lists.Contains(property.Name) && property.ClrType == typeof(IReadOnlyList<string>)
           where isList || (One.Contains(property.Name) && property.ClrType == typeof(string))
           select new PersonColumn(table, property.GetColumnName(), isList, [.. entity.FindPrimaryKey()!.Properties.Select(key => key.GetColumnName())]),
    ];

    /// <summary>Puts one id in the place of another, but where the other already stands in a row of which there may be one only.</summary>
    /// <param name="among">The keys of the rows to look at; null for all.</param>
    /// <returns>The rows that were changed, by their keys as they are now.</returns>
    public async Task<MovedRows> ReplaceAsync(HubDb db, string id, string other, IReadOnlyList<string>? among, CancellationToken stop)
    {
        // The columns are this program's own names; ids come as parameters.
        var key = string.Join(" || ' ' || ", Keys.Select(column => $"quote(\"{column}\")"));
        var only = among is null ? "" : $" AND {key} IN (SELECT value FROM json_each(@among))";
        var sql = IsList
            ? $"""UPDATE "{Table}" SET "{Column}" = replace("{Column}", @id, @other) WHERE EXISTS (SELECT 1 FROM json_each("{Column}") WHERE value = json_extract(@id, '$')){only} RETURNING {key}"""
            : $"""UPDATE OR IGNORE "{Table}" SET "{Column}" = @other WHERE "{Column}" = @id{only} RETURNING {key}""";
        await using var command = db.Database.GetDbConnection().Put(db.Database.CurrentTransaction!.GetDbTransaction(), sql, among is null ? ["@id", "@other"] : ["@id", "@other", "@among"]);
        object[] values = IsList ? [$"\"{id}\"", $"\"{other}\""] : [id, other];
        command.Set(among is null ? values : [.. values, JsonSerializer.Serialize(among)]);
        var keys = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            keys.Add(reader.GetString(0));
        return new(Table, Column, keys);
    }
}
