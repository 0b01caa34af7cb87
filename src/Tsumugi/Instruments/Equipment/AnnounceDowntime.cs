using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;

namespace Tsumugi.Instruments.Equipment;

/// <summary>Staff say that an instrument cannot be used for a time, or until further notice.</summary>
/// <param name="From">By the clock at the instrument, as <see cref="LocalTime.Written"/>; nothing for now.</param>
/// <param name="Until">Likewise; nothing for until further notice.</param>
public sealed record AnnounceDowntime(string InstrumentId, string? Kind, string? From, string? Until, string? Reason)
{
    private const int MostReason = 500;

    public async Task<Outcome<Downtime>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.ToRunAsync(db, caller, InstrumentId, stop);
        if (found.Refused)
            return found.Refusal!;
        var decided = Decide(found.Value, caller.PersonId!, now);
        if (decided.Refused)
            return decided;
        var made = decided.Value;
        db.Add(made);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "instrument.down",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["downtime"] = made.Id, ["kind"] = made.Kind.ToString(), ["from"] = made.From, ["until"] = made.Until, ["reason"] = made.Reason },
        });
        await db.SaveChangesAsync(stop);
        return made;
    }

    public Outcome<Downtime> Decide(Instrument instrument, string person, DateTime now)
    {
        var reason = Reason?.Trim() ?? "";
        var (fromRead, from) = Read(instrument.Zone, From, now);
        var (untilRead, until) = Read(instrument.Zone, Until, null);
        if (new FieldFaults()
            .Need(NamedWord.TryRead<DowntimeKind>(Kind, out var kind), "kind", new("maintenance か failure を選んでください。", "Choose maintenance or failure."))
            .Need(fromRead, "from", NoTime)
            .Need(untilRead, "until", NoTime)
            .Need(until is null || from is null || from < until, "until", new("終わりが始まりより前です。", "It ends before it begins."))
            .Need(until is null || until > now, "until", new("終わりがもう過ぎています。", "Its end has passed."))
            .Need(reason.Length is > 0 and <= MostReason, "reason", new($"理由を {MostReason} 文字以内で書いてください。利用者に示されます。", $"Say why, up to {MostReason} characters; users read it."))
            .ToRefusal("bad-downtime") is { } refusal)
            return refusal;
        return new Downtime { Id = RandomId.Make(8), InstrumentId = instrument.Id, Kind = kind, From = from!.Value, Until = until, Reason = reason, PersonId = person };
    }

    private static (bool Read, DateTime? At) Read(TimeZoneInfo zone, string? text, DateTime? otherwise) =>
        string.IsNullOrWhiteSpace(text) ? (true, otherwise) : LocalTime.TryRead(text, out var local) ? (true, LocalTime.ToInstant(zone, local)) : (false, null);

    internal static Words NoTime { get; } = new("2027-05-10 13:00 のように、機器の場所の時刻で書いてください。", "Write it like 2027-05-10 13:00, by the clock at the instrument.");
}

/// <summary>An instrument can be used again; a downtime that had not begun is called off.</summary>
public sealed record EndDowntime(string InstrumentId, string DowntimeId)
{
    public async Task<Outcome<Downtime>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindInstrument.ToRunAsync(db, caller, InstrumentId, stop);
        if (found.Refused)
            return found.Refusal!;
        if (await db.Set<Downtime>().FirstOrDefaultAsync(row => row.Id == DowntimeId && row.InstrumentId == InstrumentId, stop) is not { } downtime)
            return Gate.NoSuch(new($"停止期間 {DowntimeId} ", $"the downtime {DowntimeId}"));
        if (downtime.Until <= now)
            return downtime;
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var until = downtime.Until;
        downtime.Until = downtime.From > now ? downtime.From : now;
        db.Record(new() { Actor = caller.Node, Kind = "instrument.up", Subject = found.Value.Node, Facts = new Dictionary<string, object?> { ["downtime"] = downtime.Id } });
        await db.SaveChangesAsync(stop);
        await BookingEvents.FillAsync(db, InstrumentId, new(downtime.Until.Value, until ?? DateTime.MaxValue), now, stop);
        await transaction.CommitAsync(stop);
        return downtime;
    }
}
