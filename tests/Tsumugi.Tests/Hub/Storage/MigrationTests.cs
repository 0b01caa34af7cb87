using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;

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

    private HubDb Open()
    {
        var options = new DbContextOptionsBuilder<HubDb>();
        options.UseRecords(Path.Combine(_folder, "records.db"));
        return new(options.Options);
    }
}
