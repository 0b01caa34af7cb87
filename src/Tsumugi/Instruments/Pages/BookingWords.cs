using Tsumugi.Hub.Language;
using Tsumugi.Instruments.Bookings;
using Tsumugi.Ui.Components;

namespace Tsumugi.Instruments.Pages;

/// <summary>Words for bookings, the same on every page.</summary>
internal static class BookingWords
{
    public static Words Of(BookingState state) => state switch
    {
        BookingState.Requested => new("承認待ち", "Awaits approval"),
        BookingState.Booked => new("予約済み", "Booked"),
        BookingState.Waiting => new("空き待ち", "On the waiting list"),
        BookingState.InUse => new("使用中", "In use"),
        BookingState.Used => new("使用済み", "Used"),
        BookingState.Cancelled => new("取り消し", "Cancelled"),
        BookingState.Refused => new("承認されず", "Not approved"),
        BookingState.NoShow => new("無断欠席", "No-show"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Tone ToneOf(BookingState state) => state switch
    {
        BookingState.Requested or BookingState.Waiting => Tone.Waiting,
        BookingState.Booked or BookingState.Used => Tone.Good,
        BookingState.InUse => Tone.Live,
        BookingState.NoShow or BookingState.Refused => Tone.Bad,
        _ => Tone.Stopped,
    };
}
