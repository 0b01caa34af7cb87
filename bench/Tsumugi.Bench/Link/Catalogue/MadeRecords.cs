using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Bench.Gate;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Bench.Link.Catalogue;

/// <summary>Datasets and models of sixty institutions, few of which have most: titles of a line in both languages, a card of some sixty words, facets for most; one in ten is private.</summary>
internal static class MadeRecords
{
    private const int Institutions = 60;

    private static readonly Zipf Owners = new(Institutions);

    private static readonly DateTime First = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    public static string Institution(int at) => string.Create(CultureInfo.InvariantCulture, $"institution-{at}");

    public static async Task WriteAsync(HubDb db, int records, CancellationToken ct)
    {
        await db.Database.MigrateAsync(ct);
        db.AddRange(Enumerable.Range(0, Institutions).Select(at => new Institution { Id = Institution(at), NameJa = $"機関 {at}", NameEn = $"Institution {at}" }));
        await db.SaveChangesAsync(ct);
        var template = GateHub.Repository("dataset", "template", new() { Permission = Permission.GeneralResearch, Licences = ["CC-BY-4.0"] }) with { InstitutionId = Institution(0) };
        db.Add(template);
        db.Add(new Revision { Kind = template.Kind, InstitutionId = template.InstitutionId, Name = template.Name, Hash = "0", Number = 1, CreatedAt = First, PersonId = "reader", FileCount = 1, Size = 1, Pages = [], Facts = "{}" });
        await db.SaveChangesAsync(ct);
        await db.Database.OpenConnectionAsync(ct);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        using var repository = Copy(connection, "repository", "Kind", "InstitutionId", "Name", "Slug", "TitleJa", "TitleEn", "Card", "CardData", "Visibility", "CreatedAt", "UpdatedAt");
        using var revision = Copy(connection, "revision", "Kind", "InstitutionId", "Name", "Hash");
        var random = new Random(20261130);
        for (var at = 0; at < records;)
        {
            using var transaction = connection.BeginTransaction();
            (repository.Transaction, revision.Transaction) = (transaction, transaction);
            for (var last = Math.Min(records, at + 50_000); at < last; at++)
            {
                var (kind, institution, name) = (random.Next(4) == 0 ? "model" : "dataset", Institution(Owners.Draw(random)), string.Create(CultureInfo.InvariantCulture, $"r{at}"));
                var time = (First + (TimeSpan.FromDays(3 * 365) * ((double)at / records))).ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
                Run(repository, kind, institution, name, name, Text(random, MadeWords.Japanese, 2, "の"), Text(random, MadeWords.English, 5, " "), Card(random), CardData(random), random.Next(10) == 0 ? (int)Visibility.Institution : (int)Visibility.Hub, time, time);
                Run(revision, kind, institution, name, at.ToString("x8", CultureInfo.InvariantCulture));
            }

            transaction.Commit();
            ct.ThrowIfCancellationRequested();
        }

        await db.Database.CloseConnectionAsync();
    }

    /// <summary>A copy of the one row there is, with some columns of its own.</summary>
    private static SqliteCommand Copy(SqliteConnection connection, string table, params string[] own)
    {
        using var asked = connection.CreateCommand();
        asked.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        var columns = new List<string>();
        using (var reader = asked.ExecuteReader())
        {
            while (reader.Read())
                columns.Add(reader.GetString(0));
        }

        var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(column => own.Contains(column) ? $"@{column}" : column))} FROM {table} WHERE Kind = 'dataset' AND InstitutionId = '{Institution(0)}' AND Name = 'template'";
        foreach (var column in own)
            command.Parameters.Add(new SqliteParameter($"@{column}", null));
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var at = 0; at < values.Length; at++)
            command.Parameters[at].Value = values[at];
        command.ExecuteNonQuery();
    }

    private static string Text(Random random, Func<Random, string> word, int words, string between) => string.Join(between, Enumerable.Range(0, words).Select(_ => word(random)));

    private static string Card(Random random) => $"# About\n\n{Text(random, MadeWords.English, 40, " ")}.\n\n{Text(random, MadeWords.Japanese, 10, "と")}。\n";

    private static string CardData(Random random)
    {
        var data = new StringBuilder("{");
        void Field(string name, Func<Random, string> value, int ofTen)
        {
            if (random.Next(10) < ofTen)
                data.Append(CultureInfo.InvariantCulture, $"{(data.Length > 1 ? "," : "")}\"{name}\":\"{value(random)}\"");
        }

        Field("organism", MadeWords.Organism, 8);
        Field("layer", MadeWords.Layer, 8);
        Field("tissue", MadeWords.Tissue, 4);
        Field("disease", MadeWords.Disease, 3);
        return data.Append('}').ToString();
    }
}
