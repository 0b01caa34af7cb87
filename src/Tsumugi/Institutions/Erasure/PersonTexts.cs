using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Merging;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Erasure;

/// <summary>Columns of the hub's records in which people may be named in other ways than by their bare ids.</summary>
internal static class PersonTexts
{
    /// <summary>Of every room but the thread, which is redacted by itself, and without documents that are signed, which stay to the letter.</summary>
    public static IReadOnlyList<(string Table, string Column)> Columns(IModel model) =>
    [
        .. All(model).Where(one => one.Entity.ClrType != typeof(EventRow) && one.Entity.ClrType != typeof(TieRow)
            && !(one.Column == "Document" && one.Entity.FindProperty("Signature") is not null)).Select(one => (one.Table, one.Column)),
    ];

    /// <summary>Where words about somebody still stand: what people wrote themselves, which nobody but people can change, and what is signed.</summary>
    /// <param name="words">Name, addresses and numbers.</param>
    public static async Task<IReadOnlyList<StillNamed>> StillNamedAsync(HubDb db, IReadOnlyList<string> words, CancellationToken stop)
    {
        var found = new List<StillNamed>();
        await db.Database.OpenConnectionAsync(stop);
        var parameters = words.Select((_, at) => $"@word{at}").ToArray();
        foreach (var (table, column) in All(db.Model).Select(one => (one.Table, one.Column)))
        {
            var has = string.Join(" OR ", parameters.Select(word => $"instr(\"{column}\", {word})"));
            await using var count = db.Database.GetDbConnection().Put(null, $"SELECT count(*) FROM \"{table}\" WHERE typeof(\"{column}\") = 'text' AND ({has})", parameters);
            count.Set([.. words]);
            if (await count.ExecuteScalarAsync(stop) is long rows and > 0)
                found.Add(new($"{table}.{column}", rows));
        }

        return found;
    }

    private static IEnumerable<(IEntityType Entity, string Table, string Column)> All(IModel model) =>
        (from entity in model.GetEntityTypes()
         let table = entity.GetTableName()
         where table is not null
         from column in Texts(entity)
         select (entity, table, column)).DistinctBy(one => (one.table, one.column));

    private static IEnumerable<string> Texts(IEntityType entity) => entity.IsMappedToJson()
        ? [entity.GetContainerColumnName()!]
        : entity.GetProperties().Where(property => property.GetColumnType() == "TEXT" && property.ClrType != typeof(DateTime) && property.ClrType != typeof(DateTime?)).Select(property => property.GetColumnName());
}
