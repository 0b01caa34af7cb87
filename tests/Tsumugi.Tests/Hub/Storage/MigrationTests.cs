using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Tests.Hub.Storage;

/// <summary>The hub may be killed at any moment, also while it brings its records up to date.</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-migration-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Migration_that_builds_tables_anew_may_be_run_again()
    {
        await using var db = Open();
        await db.Database.MigrateAsync(Stop);
        var before = await SchemaAsync(db);
        var rebuilding = db.Database.GetMigrations().Single(name => name.EndsWith("_ContentReferences", StringComparison.Ordinal));

        // As a hub leaves it that was killed after the tables and before the note that they are done.
        await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsHistory WHERE MigrationId = {rebuilding}", Stop);
        await db.Database.MigrateAsync(Stop);
        Assert.Equal(before, await SchemaAsync(db));
    }

    [Fact]
    public void Migrations_lead_to_the_tables_that_the_program_expects()
    {
        using var db = Open();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    private HubDb Open()
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(_folder, "records.db"));
        return new(options.Options);
    }

    private static Task<List<string>> SchemaAsync(HubDb db) =>
        db.Database.SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").ToListAsync(Stop);
}
