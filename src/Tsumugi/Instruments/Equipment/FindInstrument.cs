using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Instruments.Equipment;

/// <summary>Finds an instrument through the gate.</summary>
public static class FindInstrument
{
    public static async Task<Outcome<Instrument>> RunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        if (Gate.AskSignedIn(caller) is { } refusal)
            return refusal;
        return await db.Set<Instrument>().FirstOrDefaultAsync(row => row.Id == id, stop) is { } found ? found : Gate.NoSuch(new($"機器 {id} ", $"the instrument {id}"));
    }

    /// <summary>For those who run it: its staff, stewards of its institution, operators.</summary>
    public static async Task<Outcome<Instrument>> ToRunAsync(HubDb db, Caller caller, string id, CancellationToken stop)
    {
        var found = await RunAsync(db, caller, id, stop);
        return found.Refused ? found : AskStaff(caller, found.Value) is { } refusal ? refusal : found;
    }

    public static Refusal? AskStaff(Caller caller, Instrument instrument) => Gate.AskStaff(caller, instrument.Guarded, caller.PersonId is { } person && instrument.Staff.Contains(person));

    /// <summary>Downtimes that are not over, the next one first.</summary>
    public static async Task<List<Downtime>> DowntimesAsync(HubDb db, IReadOnlyCollection<string> instruments, DateTime now, CancellationToken stop) =>
        await db.Set<Downtime>().AsNoTracking().Where(row => instruments.Contains(row.InstrumentId) && (row.Until == null || row.Until > now)).OrderBy(row => row.From).ToListAsync(stop);
}
