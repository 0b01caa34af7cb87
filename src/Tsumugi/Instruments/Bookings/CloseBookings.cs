using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Instruments.Bookings;

/// <summary>Settles bookings whose time is over: whoever did not come is counted, and a use that nobody ended ended with its time.</summary>
internal sealed partial class CloseBookings(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CloseBookings> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Of one transaction.</summary>
    private const int Batch = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                while (await RunAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), clock.GetUtcNow().UtcDateTime, null, stoppingToken) == Batch)
                {
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Failed(log, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <param name="instrument">Only those of one instrument; null for all.</param>
    /// <returns>How many were settled.</returns>
    public static async Task<int> RunAsync(HubDb db, DateTime now, string? instrument, CancellationToken stop)
    {
        var over = await db.Set<Booking>().AsNoTracking()
            .Where(row => row.Until <= now && (instrument == null || row.InstrumentId == instrument) && (row.State == BookingState.Requested || row.State == BookingState.Booked || row.State == BookingState.InUse || row.State == BookingState.Waiting))
            .OrderBy(row => row.Until).Take(Batch).Select(row => row.Id).ToListAsync(stop);
        if (over.Count == 0)
            return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        db.ChangeTracker.Clear();
        foreach (var booking in await db.Set<Booking>().Where(row => over.Contains(row.Id)).ToListAsync(stop))
        {
            switch (booking.State)
            {
                case BookingState.InUse:
                    EndUse.Stage(db, BookingEvents.Hub, booking, booking.Until, ("forgotten", true));
                    break;
                case BookingState.Booked:
                    booking.State = BookingState.NoShow;
                    BookingEvents.Record(db, BookingEvents.Hub, booking, "booking.no-show");
                    break;
                case BookingState.Requested or BookingState.Waiting:
                    booking.State = BookingState.Cancelled;
                    BookingEvents.Record(db, BookingEvents.Hub, booking, "booking.lapsed");
                    break;
            }
        }

        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return over.Count;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Bookings whose time is over could not be settled; the next round tries again.")]
    private static partial void Failed(ILogger log, Exception error);
}
