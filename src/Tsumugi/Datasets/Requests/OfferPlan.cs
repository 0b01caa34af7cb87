using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Requests;

/// <summary>An institution says how it would make the data.</summary>
public sealed record OfferPlan(string RequestId, string InstitutionId, string? Plan)
{
    private const int MostText = 20_000;

    public async Task<Outcome<DataPlan>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        var found = await FindRequest.RunAsync(db, caller, RequestId, stop);
        if (found.Refused)
            return found.Refusal!;
        if (Gate.AskFor(caller, InstitutionId) is { } refusal)
            return refusal;
        if (Gate.AskOwn(caller) is { } notOwn)
            return notOwn;
        var plan = Plan?.Trim() ?? "";
        if (new FieldFaults()
            .Need(plan.Length is > 0 and <= MostText, "plan", new($"試料・機器・数・時期・費用を {MostText:N0} 文字以内で書いてください。", $"Say with which samples and instruments, how many, when and at what cost, up to {MostText:N0} characters."))
            .Need(await db.Set<Institution>().AnyAsync(row => row.Id == InstitutionId, stop), "institution", new("この研究機関は登録されていません。", "This institution is not registered."))
            .ToRefusal("bad-plan") is { } wrong)
            return wrong;
        if (found.Value.State != RequestState.Open)
            return FindRequest.NotOpen(found.Value);
        var made = new DataPlan { Id = RandomId.Make(8), RequestId = RequestId, InstitutionId = InstitutionId, PersonId = caller.PersonId!, Plan = plan, State = PlanState.Offered, Bookings = [], At = now };
        db.Add(made);
        db.Record(new() { Actor = caller.Node, Kind = "request.plan-offered", Subject = found.Value.Node, Facts = new Dictionary<string, object?> { ["plan"] = made.Id, ["institution"] = InstitutionId } });
        await db.SaveChangesAsync(stop);
        return made;
    }
}

/// <summary>Whoever asked accepts one plan; the others are declined.</summary>
public sealed record AcceptPlan(string RequestId, string PlanId)
{
    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindRequest.ToDecideAsync(db, caller, RequestId, stop);
        if (found.Refused)
            return found;
        var plans = await db.Set<DataPlan>().Where(row => row.RequestId == RequestId && row.State == PlanState.Offered).ToListAsync(stop);
        if (found.Value.State != RequestState.Open)
            return FindRequest.NotOpen(found.Value);
        if (plans.Find(row => row.Id == PlanId) is not { } chosen)
            return Gate.NoSuch(new($"計画 {PlanId} ", $"the plan {PlanId}"));
        foreach (var plan in plans)
            plan.State = plan == chosen ? PlanState.Accepted : PlanState.Declined;
        found.Value.State = RequestState.Planned;
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "request.plan-accepted",
            Subject = found.Value.Node,
            Facts = new Dictionary<string, object?> { ["plan"] = PlanId },
            Ties = [new(found.Value.Node, Relations.AnsweredBy, NodeRef.Of("institution", chosen.InstitutionId))],
        });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return found;
    }
}

/// <summary>Whoever asked needs it no more.</summary>
public sealed record CloseRequest(string RequestId)
{
    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindRequest.ToDecideAsync(db, caller, RequestId, stop);
        if (found.Refused || found.Value.State == RequestState.Closed)
            return found;
        if (found.Value.State == RequestState.Answered)
            return FindRequest.NotOpen(found.Value);
        found.Value.State = RequestState.Closed;
        foreach (var plan in await db.Set<DataPlan>().Where(row => row.RequestId == RequestId && (row.State == PlanState.Offered || row.State == PlanState.Accepted)).ToListAsync(stop))
            plan.State = PlanState.Declined;
        db.Record(new() { Actor = caller.Node, Kind = "request.closed", Subject = found.Value.Node });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return found;
    }
}

/// <summary>The institution takes its plan back; where it was accepted, the request is open again.</summary>
public sealed record WithdrawPlan(string RequestId, string PlanId)
{
    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var found = await FindRequest.PlanAsync(db, caller, RequestId, PlanId, stop);
        if (found.Refused)
            return found.Refusal!;
        var (request, plan) = found.Value;
        if (request.State is not (RequestState.Open or RequestState.Planned) || plan.State is not (PlanState.Offered or PlanState.Accepted))
            return FindRequest.NotOpen(request);
        if (plan.State == PlanState.Accepted)
            request.State = RequestState.Open;
        plan.State = PlanState.Withdrawn;
        db.Record(new() { Actor = caller.Node, Kind = "request.plan-withdrawn", Subject = request.Node, Facts = new Dictionary<string, object?> { ["plan"] = PlanId } });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return request;
    }
}

/// <summary>The institution names a booking in which the data are measured.</summary>
public sealed record NameBooking(string RequestId, string PlanId, string? Booking)
{
    private const int MostBookings = 100;

    public async Task<Outcome<DataRequest>> RunAsync(HubDb db, Caller caller, CancellationToken stop)
    {
        var found = await FindRequest.PlanAsync(db, caller, RequestId, PlanId, stop);
        if (found.Refused)
            return found.Refusal!;
        var (request, plan) = found.Value;
        if (request.State != RequestState.Planned || plan.State != PlanState.Accepted)
            return FindRequest.NotOpen(request);
        var booking = Booking?.Trim() ?? "";
        if (plan.Bookings.Contains(booking))
            return request;
        var known = await FindBooking.RunAsync(db, caller, booking, stop);
        if (new FieldFaults()
            .Need(!known.Refused, "booking", new($"予約 {booking} がありません。", $"There is no booking {booking}."))
            .Need(known.Refused || known.Value.Booking.HoldsTime || known.Value.Booking.State is BookingState.Used, "booking", new("取り消されたか、使われなかった予約です。", "That booking was cancelled or not used."))
            .Need(plan.Bookings.Count < MostBookings, "booking", new($"予約は {MostBookings} 件までです。", $"At most {MostBookings} bookings."))
            .ToRefusal("bad-answer") is { } wrong)
            return wrong;
        plan.Bookings = [.. plan.Bookings, booking];
        db.Record(new() { Actor = caller.Node, Kind = "request.booked", Subject = request.Node, Ties = [new(request.Node, Relations.AnsweredBy, known.Value.Booking.Node)] });
        await db.SaveChangesAsync(stop);
        return request;
    }
}
