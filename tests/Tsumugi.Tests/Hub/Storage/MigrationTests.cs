using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Hub.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tsumugi-migration-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Migrations_lead_to_the_tables_that_the_program_expects()
    {
        using var db = Open();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Hub_that_was_killed_while_it_migrated_does_not_keep_the_next_one_waiting()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Empty(await hub.UseDbAsync(async db =>
        {
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-30 12:00:00')""", Stop);
            await StateFolder.BringUpToDateAsync(hub.Options, db, hub.Services.GetRequiredService<ContentStore>(), Stop).WaitAsync(TimeSpan.FromMinutes(2), Stop);
            return await db.Database.GetPendingMigrationsAsync(Stop);
        }));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private HubDb Open()
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(_folder, "records.db"));
        return new(options.Options);
    }
}
