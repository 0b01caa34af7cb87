using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Erasure;
using Tsumugi.Institutions.Notices;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Instruments.Equipment;
using Tsumugi.Instruments.Pages;
using Tsumugi.Instruments.Samples;

namespace Tsumugi.Instruments;

/// <summary>研究機器の共用: equipment, who may book it, and when.</summary>
public sealed class InstrumentsRoom : IRoom
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new NodeKind(Instrument.NodeKind, new("機器", "Instrument"), id => $"/instruments/{id}"));
        services.AddSingleton<INoticeSource, BookingNotices>();
        services.AddSingleton<IPersonalRows, BookingRows>();
        services.AddSingleton(new NodeKind(Booking.NodeKind, new("機器の予約", "Booking"), id => $"/bookings/{id}"));
        services.AddSingleton(new NodeKind(Sample.NodeKind, new("試料", "Sample"), id => $"/samples/{id}"));
        services.AddScoped<INodeSight, SampleSight>();
        services.AddSingleton(new AccountSection(10, typeof(OwnBookings)));
        services.AddHostedService<CloseBookings>();
        services.AddSingleton(new MenuEntry(MenuGroup.Instruments, 1, "/instruments", new("研究機器", "Instruments"), "/bookings"));
    }

    public static void MapRoutes(IEndpointRouteBuilder api)
    {
        InstrumentRoutes.Map(api);
        BookingRoutes.Map(api);
        SampleRoutes.Map(api);
    }
}
