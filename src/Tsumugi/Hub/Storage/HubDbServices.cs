using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Tsumugi.Hub.Storage;

public static class HubDbServices
{
    public static void AddHubDb(this IServiceCollection services) => services
        .AddDbContext<HubDb>(
            (provider, options) => options.UseRecords(provider.GetRequiredService<HubOptions>().Records), ServiceLifetime.Scoped, ServiceLifetime.Singleton)
        .AddHostedService<CheckpointRecords>();

    public static void UseRecords(this DbContextOptionsBuilder options, string path) => options
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString)
        .AddInterceptors(Settings.Instance);

    /// <summary>
    /// With write-ahead logging, NORMAL keeps every committed transaction through a killed process and never corrupts;
    /// a power cut may lose the last moments, which the chain then simply does not have.
    /// </summary>
    /// <remarks>
    /// Who finds the records locked waits in SQLite, which looks again after a few milliseconds; its .NET driver would sleep for 150.
    /// Said once to each connection of the pool, not at each opening: that cost as much as the questions themselves.
    /// </remarks>
    private sealed class Settings : DbConnectionInterceptor
    {
        public static readonly Settings Instance = new();

        // The log is carried over by CheckpointRecords; whoever commits does so only when 80 MB are waiting.
        private const string Sql = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 30000; PRAGMA wal_autocheckpoint = 20000;";

        private static readonly ConditionalWeakTable<object, object> Told = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tell((SqliteConnection)connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Tell((SqliteConnection)connection);
            return Task.CompletedTask;
        }

        private static void Tell(SqliteConnection connection)
        {
            object pooled = connection.Handle!;
            if (Told.TryGetValue(pooled, out _))
                return;
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
            Told.AddOrUpdate(pooled, Instance);
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
