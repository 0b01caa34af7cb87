using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Tsumugi.Thread;

namespace Tsumugi.Hub.Storage;

/// <summary>The hub's records. Each room brings its own tables by <see cref="IEntityTypeConfiguration{TEntity}"/>.</summary>
public sealed class HubDb(DbContextOptions<HubDb> options) : DbContext(options)
{
    private readonly List<ThreadEntry> _entries = [];

    /// <summary>Writes the entry into the thread when the change is saved: both in one transaction, or neither.</summary>
    public void Record(ThreadEntry entry) => _entries.Add(entry);

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (_entries.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        // SQLite begins this transaction as IMMEDIATE: the head of the chain that is read next stays the head until commit.
        var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        try
        {
            // Many events stand alone; asking first spares them the whole of EF's saving.
            var changes = ChangeTracker.HasChanges() ? await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken) : 0;
            Append();
            if (own is not null)
                await own.CommitAsync(cancellationToken);
            return changes;
        }
        finally
        {
            if (own is not null)
                await own.DisposeAsync();
        }
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: the thread is written there.");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(HubDb).Assembly);
        modelBuilder.HasDbFunction(((Func<string, string, int?>)JsonSql.Number).Method).HasName("json_extract").IsBuiltIn();
        modelBuilder.HasDbFunction(((Func<string, string, string?>)JsonSql.Text).Method).HasName("json_extract").IsBuiltIn();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    private void Append()
    {
        var connection = Database.GetDbConnection();
        var transaction = Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions
            .GetDbTransaction(Database.CurrentTransaction!);
        using var appender = new ThreadAppender(connection, transaction);
        foreach (var entry in _entries)
            appender.Append(entry, DateTime.UtcNow);
        _entries.Clear();
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        time => time.ToUniversalTime(), stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));
}
