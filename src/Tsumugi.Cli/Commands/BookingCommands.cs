using System.CommandLine;
using Tsumugi.Client.Instruments;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class BookingCommands
{
    private static readonly Argument<string> Id = new("booking") { Description = "The booking's id / 予約の ID" };

    private static readonly Argument<string> Instrument = new("instrument") { Description = "The instrument's short name / 機器の名前" };

    private static readonly Option<string> Project = new("--project") { Description = "In whose name / プロジェクト", Required = true };

    private static readonly Option<string> From = new("--from") { Description = "yyyy-MM-dd HH:mm by its clock / 始まり（現地時刻）", Required = true };

    private static readonly Option<string> Until = new("--until") { Description = "yyyy-MM-dd HH:mm by its clock / 終わり（現地時刻）", Required = true };

    private static readonly Option<int> Weeks = new("--weeks") { Description = "Every week, how often / 毎週の繰り返し（回数）", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Purpose = new("--purpose") { Description = "Purpose, samples / 目的・試料" };

    private static readonly Option<bool> Wait = new("--wait") { Description = "Go on the waiting list where it is taken / 空き待ちにする" };

    private static readonly Option<int> Minutes = new("--minutes") { Description = "From now on / いまから使う時間（分）", DefaultValueFactory = _ => 60 };

    private static readonly Option<string?> Day = new("--from") { Description = "First day, yyyy-MM-dd; today when left out / 初日" };

    private static readonly Option<int> Days = new("--days") { Description = "How many days / 日数", DefaultValueFactory = _ => 7 };

    private static readonly Option<string?> Reason = new("--reason") { Description = "Why / 理由" };

    public static Command Make() => new("booking", "Bookings of instruments / 機器の予約")
    {
        List(), Calendar(), Book(), Now(), Act("cancel", "Give a booking back / 予約を取り消す"), Act("approve", "Approve one (staff) / 承認する（担当者）"),
        Act("refuse", "Do not approve one (staff) / 承認しない（担当者）"), Act("start", "Begin to use what you booked / 使い始める"), Act("end", "End a use / 使い終わる"), Feed(),
    };

    private static Command List()
    {
        var command = new Command("list", "Your bookings to come / これからの予約");
        command.Runs((hub, _, stop) => hub.BookingsAsync(stop), Lines);
        return command;
    }

    private static Command Calendar()
    {
        var command = new Command("calendar", "Who has an instrument, and when it is free / 機器の予約と空き") { Instrument, Day, Days };
        command.Runs((hub, parsed, stop) => hub.InstrumentCalendarAsync(parsed.GetValue(Instrument)!, parsed.GetValue(Day), parsed.GetValue(Days), stop), found =>
        {
            Lines(found.Bookings);
            foreach (var down in found.Downtimes)
                Console.WriteLine($"{down.Id,-10} {down.Kind,-10} {down.From:yyyy-MM-dd HH:mm}Z – {(down.Until is { } until ? $"{until:yyyy-MM-dd HH:mm}Z" : "")}  {down.Reason}");
            foreach (var free in found.Free)
                Console.WriteLine($"{"",-10} {T("空き", "free"),-10} {free.From:yyyy-MM-dd HH:mm}Z – {free.Until:yyyy-MM-dd HH:mm}Z");
        });
        return command;
    }

    private static Command Book()
    {
        var command = new Command("make", "Book an instrument, once or every week / 予約する") { Instrument, Project, From, Until, Weeks, Purpose, Wait };
        command.Runs(
            (hub, parsed, stop) => hub.BookInstrumentAsync(parsed.GetValue(Instrument)!, new()
            {
                Project = parsed.GetValue(Project),
                From = parsed.GetValue(From),
                Until = parsed.GetValue(Until),
                Weeks = parsed.GetValue(Weeks),
                Purpose = parsed.GetValue(Purpose),
                Wait = parsed.GetValue(Wait),
            }, stop),
            Lines);
        return command;
    }

    private static Command Now()
    {
        var command = new Command("now", "Use an instrument that nobody has, from now on / 予約なしでいまから使う") { Instrument, Project, Minutes, Purpose };
        command.Runs(
            (hub, parsed, stop) => hub.WalkUpAsync(parsed.GetValue(Instrument)!, new(parsed.GetValue(Project), null, parsed.GetValue(Minutes), parsed.GetValue(Purpose)), stop),
            made => Lines([made]));
        return command;
    }

    private static Command Act(string act, string description)
    {
        var command = new Command(act, description) { Id };
        if (act is "cancel" or "refuse")
            command.Add(Reason);
        command.Runs((hub, parsed, stop) => hub.ActOnBookingAsync(parsed.GetValue(Id)!, act, act is "cancel" or "refuse" ? parsed.GetValue(Reason) : null, stop), made => Lines([made]));
        return command;
    }

    private static Command Feed()
    {
        var command = new Command("feed", "A new secret address for calendar programs; the one before ends / カレンダーのアプリ用のアドレスを作る");
        command.Runs((hub, _, stop) => hub.RenewCalendarFeedAsync(stop), made => Console.WriteLine(made.Address));
        return command;
    }

    private static void Lines(IReadOnlyList<BookingView> rows)
    {
        foreach (var row in rows)
            Console.WriteLine($"{row.Id,-10} {row.State,-10} {row.From:yyyy-MM-dd HH:mm}Z – {row.Until:yyyy-MM-dd HH:mm}Z  {row.Instrument,-20} {row.Project,-20} {row.Person}");
    }
}
