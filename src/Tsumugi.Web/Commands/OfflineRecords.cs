using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Web.Commands;

/// <summary>The records of a state folder, opened beside a hub that may be running.</summary>
internal static class OfflineRecords
{
    public static async Task<HubDb> OpenAsync(HubOptions options, CancellationToken stop)
    {
        var builder = new DbContextOptionsBuilder<HubDb>();
        builder.UseRecords(options.Records);
        var db = new HubDb(builder.Options);
        try
        {
            await StateFolder.BesideAsync(options, db, stop);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
