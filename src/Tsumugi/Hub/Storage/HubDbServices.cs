using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Hub.Storage;

public static class HubDbServices
{
    public static void AddHubDb(this IServiceCollection services) =>
        services.AddDbContext<HubDb>((provider, options) => options.UseRecords(provider.GetRequiredService<HubOptions>().Records));

    public static void UseRecords(this DbContextOptionsBuilder options, string path) => options
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true }.ConnectionString)
        .AddInterceptors(Settings.Instance)

        // SQLite builds tables anew outside of transactions; such a migration does nothing else and can be run again.
        .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));

    /// <summary>
    /// With write-ahead logging, NORMAL keeps every committed transaction through a killed process and never corrupts;
    /// a power cut may lose the last moments, which the chain then simply does not have.
    /// </summary>
    private sealed class Settings : DbConnectionInterceptor
    {
        public static readonly Settings Instance = new();

        private const string Sql = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <summary>Lets the migration command build the context without a hub.</summary>
internal sealed class DesignTimeHubDb : IDesignTimeDbContextFactory<HubDb>
{
    public HubDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(Path.GetTempPath(), "tsumugi-design.db"));
        return new(options.Options);
    }
}
