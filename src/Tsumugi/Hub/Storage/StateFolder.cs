using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Language;
using Tsumugi.Thread.Origins;

namespace Tsumugi.Hub.Storage;

/// <summary>The state folder cannot be used: said in one sentence, with the remedy.</summary>
public sealed class StateFolderException(Words reason) : Exception(reason.En)
{
    public Words Reason => reason;
}

/// <summary>The state folder, held for this process until it is disposed.</summary>
public sealed class StateFolder : IDisposable
{
    private readonly FileStream _lock;

    private StateFolder(FileStream held) => _lock = held;

    /// <summary>Keeps other hubs out; asked before anything else is touched.</summary>
    /// <exception cref="StateFolderException">When another hub uses it, or it cannot be written.</exception>
    public static StateFolder Take(HubOptions options)
    {
        try
        {
            // What lies here is the hub's alone: records, keys, private data.
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(options.DataFolder);
            else
                Directory.CreateDirectory(options.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(options, error);
        }

        try
        {
            return new(new FileStream(Path.Combine(options.DataFolder, "hub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unwritable(options, error);
        }
        catch (IOException)
        {
            throw new StateFolderException(new(
                $"{options.DataFolder} は別のハブが使っています。そちらを止めるか、--data で別の場所を指定してください。",
                $"Another hub uses {options.DataFolder}; stop it, or choose another folder with --data."));
        }
    }

    /// <summary>Migrates the records and clears away what an interrupted upload left.</summary>
    /// <exception cref="StateFolderException">When it is of a newer version, or it cannot be written.</exception>
    public static async Task BringUpToDateAsync(HubOptions options, HubDb db, ContentStore content, CancellationToken stop)
    {
        try
        {
            if (File.Exists(options.Records))
                await RefuseNewerAsync(options, db, stop);
            await FreeMigrationsAsync(db, stop);
            await db.Database.MigrateAsync(stop);
            await RebuildOrigins.RunWhereNeededAsync(db, stop);
            content.Prepare();
            Directory.CreateDirectory(options.Jobs);
        }
        catch (IOException error)
        {
            throw Unwritable(options, error);
        }
    }

    /// <summary>A hub that was killed while it migrated left its lock behind, for which the next one would wait for ever. Nobody else migrates: this hub holds the folder.</summary>
    private static async Task FreeMigrationsAsync(HubDb db, CancellationToken stop)
    {
        if (await db.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(stop) > 0)
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", stop);
    }

    /// <summary>Only reads and adds, beside a hub that may be running: for commands on the server's machine.</summary>
    /// <exception cref="StateFolderException">When there is no hub's state, or it is of another version.</exception>
    public static async Task BesideAsync(HubOptions options, HubDb db, CancellationToken stop)
    {
        if (!File.Exists(options.Records))
        {
            throw new StateFolderException(new(
                $"{options.DataFolder} にハブの記録がありません。tsumugi up で始めるか、--data で場所を指定してください。",
                $"There is no hub's state in {options.DataFolder}; start one with 'tsumugi up', or name its folder with --data."));
        }

        await RefuseNewerAsync(options, db, stop);
        if ((await db.Database.GetPendingMigrationsAsync(stop)).Any())
        {
            throw new StateFolderException(new(
                $"{options.DataFolder} は古い版の記録です。一度 tsumugi up で更新してください。",
                $"The state in {options.DataFolder} is of an older version; start it once with 'tsumugi up' to bring it up to date."));
        }
    }

    public void Dispose() => _lock.Dispose();

    private static async Task RefuseNewerAsync(HubOptions options, HubDb db, CancellationToken stop)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(stop)).FirstOrDefault(applied => !known.Contains(applied));
        if (newer is not null)
        {
            throw new StateFolderException(new(
                $"{options.DataFolder} は新しい版のハブの記録です（{newer}）。その版以降のハブで開いてください。",
                $"The state in {options.DataFolder} was written by a newer hub ({newer}); open it with that version or a later one."));
        }
    }

    private static StateFolderException Unwritable(HubOptions options, Exception error) => new(new(
        $"{options.DataFolder} に書き込めません（{error.Message}）。空き容量と権限を確かめてください。",
        $"{options.DataFolder} cannot be written ({error.Message}); check the free space and the permissions."));
}
