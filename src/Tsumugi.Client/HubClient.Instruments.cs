using Tsumugi.Client.Ethics;
using Tsumugi.Client.Instruments;

namespace Tsumugi.Client;

/// <summary>Instruments and who may book them.</summary>
public sealed partial class HubClient
{
    public Task<Paged<FoundInstrumentView>> InstrumentsAsync(InstrumentQuery query, CancellationToken stop) => GetAsync<Paged<FoundInstrumentView>>(
        $"instruments{Query([("search", query.Search), ("technique", query.Technique), ("institution", query.Institution), ("from", query.From), ("until", query.Until), ("hours", query.Hours), ("mine", query.Mine ? "true" : null)])}", stop);

    public Task<InstrumentDetail> InstrumentAsync(string id, CancellationToken stop) => GetAsync<InstrumentDetail>($"instruments/{id}", stop);

    public Task<InstrumentView> RegisterInstrumentAsync(NewInstrument request, CancellationToken stop) => PostAsync<NewInstrument, InstrumentView>("instruments", request, stop);

    public Task<DowntimeView> AnnounceDowntimeAsync(string instrument, NewDowntime request, CancellationToken stop) =>
        PostAsync<NewDowntime, DowntimeView>($"instruments/{instrument}/downtimes", request, stop);

    public Task<DowntimeView> EndDowntimeAsync(string instrument, string downtime, CancellationToken stop) =>
        PostAsync<object, DowntimeView>($"instruments/{instrument}/downtimes/{downtime}/end", new { }, stop);

    /// <param name="from"><c>yyyy-MM-dd</c>; today when left out.</param>
    public Task<InstrumentCalendar> InstrumentCalendarAsync(string instrument, string? from, int days, CancellationToken stop) =>
        GetAsync<InstrumentCalendar>($"instruments/{instrument}/bookings{Query([("from", from), ("days", days)])}", stop);

    public Task<IReadOnlyList<BookingView>> BookInstrumentAsync(string instrument, BookingRequest request, CancellationToken stop) =>
        PostAsync<BookingRequest, IReadOnlyList<BookingView>>($"instruments/{instrument}/bookings", request, stop);

    public Task<BookingView> WalkUpAsync(string instrument, WalkUpRequest request, CancellationToken stop) => PostAsync<WalkUpRequest, BookingView>($"instruments/{instrument}/walk-up", request, stop);

    public Task<IReadOnlyList<BookingView>> BookingsAsync(CancellationToken stop) => GetAsync<IReadOnlyList<BookingView>>("bookings", stop);

    public Task<BookingView> BookingAsync(string id, CancellationToken stop) => GetAsync<BookingView>($"bookings/{id}", stop);

    /// <param name="act"><c>cancel</c>, <c>approve</c>, <c>refuse</c>, <c>start</c> or <c>end</c>.</param>
    public Task<BookingView> ActOnBookingAsync(string id, string act, string? reason, CancellationToken stop) => PostAsync<BookingReason, BookingView>($"bookings/{id}/{act}", new(reason), stop);

    public Task<CalendarFeedView> RenewCalendarFeedAsync(CancellationToken stop) => PostAsync<object, CalendarFeedView>("bookings/feed", new { }, stop);

    public Task<Paged<SampleView>> SamplesAsync(string? search, CancellationToken stop) => GetAsync<Paged<SampleView>>($"samples{Query([("search", search)])}", stop);

    /// <param name="id"><c>institution/name</c>.</param>
    public Task<SampleView> SampleAsync(string id, CancellationToken stop) => GetAsync<SampleView>($"samples/{id}", stop);

    public Task<SampleView> RegisterSampleAsync(NewSample request, CancellationToken stop) => PostAsync<NewSample, SampleView>("samples", request, stop);

    public Task<SampleView> DeriveSampleAsync(string id, string parent, CancellationToken stop) => PostAsync<SampleParentRequest, SampleView>($"samples/{id}/parents", new(parent), stop);

    public Task<WithdrawalView> WithdrawSampleAsync(string id, string reason, CancellationToken stop) => PostAsync<WithdrawSampleRequest, WithdrawalView>($"samples/{id}/withdrawal", new(reason), stop);

    /// <summary>What a revision of a dataset was measured from, and in which booking.</summary>
    /// <returns>The nodes of all samples and bookings that it is tied to.</returns>
    public Task<IReadOnlyList<string>> NameSamplesAsync(string dataset, MadeFromRequest request, CancellationToken stop) => PostAsync<MadeFromRequest, IReadOnlyList<string>>($"datasets/{dataset}/samples", request, stop);

    public Task<Paged<DataRequestView>> DataRequestsAsync(string? technique, bool all, CancellationToken stop) =>
        GetAsync<Paged<DataRequestView>>($"requests{Query([("technique", technique), ("all", all ? "true" : null)])}", stop);

    public Task<DataRequestView> DataRequestAsync(string id, CancellationToken stop) => GetAsync<DataRequestView>($"requests/{id}", stop);

    public Task<DataRequestView> AskForDataAsync(NewDataRequest request, CancellationToken stop) => PostAsync<NewDataRequest, DataRequestView>("requests", request, stop);

    public Task<DataRequestView> CloseDataRequestAsync(string id, CancellationToken stop) => PostAsync<object, DataRequestView>($"requests/{id}/close", new { }, stop);

    public Task<DataRequestView> OfferPlanAsync(string id, NewDataPlan request, CancellationToken stop) => PostAsync<NewDataPlan, DataRequestView>($"requests/{id}/plans", request, stop);

    /// <param name="act"><c>accept</c> or <c>withdraw</c>.</param>
    public Task<DataRequestView> ActOnPlanAsync(string id, string plan, string act, CancellationToken stop) => PostAsync<object, DataRequestView>($"requests/{id}/plans/{plan}/{act}", new { }, stop);

    public Task<DataRequestView> NamePlanBookingAsync(string id, string plan, string booking, CancellationToken stop) => PostAsync<PlanBooking, DataRequestView>($"requests/{id}/plans/{plan}/bookings", new(booking), stop);

    public Task<DataRequestView> DeliverDataAsync(string id, string plan, PlanAnswer answer, CancellationToken stop) => PostAsync<PlanAnswer, DataRequestView>($"requests/{id}/plans/{plan}/answer", answer, stop);
}

/// <param name="From"><c>yyyy-MM-dd</c>, by the clock at each instrument.</param>
/// <param name="Until">The last day.</param>
/// <param name="Hours">How long without a break.</param>
/// <param name="Mine">Only those that you may book.</param>
public sealed record InstrumentQuery(string? Search, string? Technique, string? Institution, string? From, string? Until, string? Hours, bool Mine);
