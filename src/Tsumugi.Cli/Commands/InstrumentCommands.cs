using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class InstrumentCommands
{
    private static readonly Argument<string> Id = new("instrument") { Description = "The instrument's short name / 機器の名前" };

    private static readonly Argument<string> Downtime = new("downtime") { Description = "The downtime's id, as 'instrument show' tells it / 停止期間の ID" };

    private static readonly Option<string?> Search = new("--search") { Description = "Words in Japanese or English / 名前・手法・型番の言葉" };

    private static readonly Option<string?> Technique = new("--technique") { Description = "A technique's id, for example cryo-em / 計測手法の ID" };

    private static readonly Option<string?> Owner = new("--institution") { Description = "Whose / 所有機関" };

    private static readonly Option<string?> FirstDay = new("--from") { Description = "First day, yyyy-MM-dd / 使いたい期間の初日" };

    private static readonly Option<string?> LastDay = new("--until") { Description = "Last day, yyyy-MM-dd / 最終日" };

    private static readonly Option<string?> Hours = new("--hours") { Description = "How long without a break / 続けて使う時間" };

    private static readonly Option<bool> Mine = new("--mine") { Description = "Only those that you may book / 自分が予約できるものだけ" };

    private static readonly Option<string> Institution = new("--institution") { Description = "The institution that owns it / 所有機関", Required = true };

    private static readonly Option<string> NameJa = new("--name-ja") { Description = "Name in Japanese / 日本語の名前", Required = true };

    private static readonly Option<string> NameEn = new("--name-en") { Description = "Name in English / 英語の名前", Required = true };

    private static readonly Option<string> Place = new("--place") { Description = "Building and room / 設置場所", Required = true };

    private static readonly Option<string> Zone = new("--time-zone") { Description = "IANA time zone / 時間帯", DefaultValueFactory = _ => "Asia/Tokyo" };

    private static readonly Option<string> Manufacturer = new("--manufacturer") { Description = "Manufacturer / メーカー", Required = true };

    private static readonly Option<string> Model = new("--model") { Description = "Model / 型番", Required = true };

    private static readonly Option<string?> Serial = new("--serial") { Description = "Serial number / 製造番号" };

    private static readonly Option<string?> Identifier = new("--identifier") { Description = "A DOI or handle / DOI かハンドル" };

    private static readonly Option<string[]> Techniques = new("--technique") { Description = "Techniques / 計測手法", Required = true, AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Staff = new("--staff") { Description = "People who run it / 担当者", Required = true, AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Course = new("--course") { Description = "The course whose certificate is needed / 必要な修了証のコース" };

    private static readonly Option<string?> Opening = new("--hours") { Description = "For example 'Mon-Fri 09:00-18:00' / 利用時間" };

    private static readonly Option<string> Kind = new("--kind") { Description = "maintenance or failure / 保守か故障", DefaultValueFactory = _ => "maintenance" };

    private static readonly Option<string?> From = new("--from") { Description = "yyyy-MM-dd HH:mm by its clock; now when left out / 始まり" };

    private static readonly Option<string?> Until = new("--until") { Description = "yyyy-MM-dd HH:mm by its clock; until further notice when left out / 終わり" };

    private static readonly Option<string> Reason = new("--reason") { Description = "What users read / 理由", Required = true };

    public static Command Make() => new("instrument", "Instruments / 研究機器") { List(), Show(), Register(), Down(), Up() };

    private static Command List()
    {
        var command = new Command("list", "Which instrument, when, may I? / 機器を探す") { Search, Technique, Owner, FirstDay, LastDay, Hours, Mine };
        command.Runs(
            (hub, parsed, stop) => hub.InstrumentsAsync(
                new(parsed.GetValue(Search), parsed.GetValue(Technique), parsed.GetValue(Owner), parsed.GetValue(FirstDay), parsed.GetValue(LastDay), parsed.GetValue(Hours), parsed.GetValue(Mine)), stop),
            page =>
            {
                foreach (var row in page.Items)
                {
                    var free = row.FreeFrom is { } at ? $"{at:yyyy-MM-dd HH:mm}Z" : "";
                    Console.WriteLine($"{row.Instrument.Id,-24} {row.Instrument.Institution,-20} {free,-18} {(row.MayBook ? "✓" : row.Obstacle!.Code),-24} {T(row.Instrument.NameJa, row.Instrument.NameEn)}");
                }
            });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One instrument, and whether you may book it / 機器の内容") { Id };
        command.Runs((hub, parsed, stop) => hub.InstrumentAsync(parsed.GetValue(Id)!, stop), found =>
        {
            var row = found.Instrument;
            Console.WriteLine($"{row.Id}  {T(row.NameJa, row.NameEn)}  {row.Manufacturer} {row.Model}");
            Console.WriteLine($"  {row.Institution}  {row.Place}  {row.TimeZone}  {(row.Hours.Length > 0 ? row.Hours : T("24 時間", "round the clock"))}");
            Console.WriteLine($"  {string.Join(", ", row.Techniques)}  {row.Identifier}");
            Console.WriteLine(found.MayBook ? T("  予約できます。", "  You may book it.") : $"  {found.Obstacle!.Reason} {found.Obstacle.Remedy}");
            foreach (var downtime in found.Downtimes)
                Line(downtime);
        });
        return command;
    }

    private static Command Register()
    {
        var command = new Command("register", "Let an instrument be found and booked (stewards) / 機器を登録する（機関の管理者）")
        {
            Id, Institution, NameJa, NameEn, Place, Zone, Manufacturer, Model, Serial, Identifier, Techniques, Staff, Course, Opening,
        };
        command.Runs(
            (hub, parsed, stop) => hub.RegisterInstrumentAsync(new()
            {
                Id = parsed.GetValue(Id)!,
                Institution = parsed.GetValue(Institution)!,
                NameJa = parsed.GetValue(NameJa),
                NameEn = parsed.GetValue(NameEn),
                Place = parsed.GetValue(Place),
                TimeZone = parsed.GetValue(Zone),
                Manufacturer = parsed.GetValue(Manufacturer),
                Model = parsed.GetValue(Model),
                Serial = parsed.GetValue(Serial),
                Identifier = parsed.GetValue(Identifier),
                Techniques = parsed.GetValue(Techniques),
                Staff = parsed.GetValue(Staff),
                Course = parsed.GetValue(Course),
                Hours = parsed.GetValue(Opening),
            }, stop),
            made => Console.WriteLine($"instrument:{made.Id}"));
        return command;
    }

    private static Command Down()
    {
        var command = new Command("down", "It cannot be used for a time (its staff) / 停止期間を登録する（担当者）") { Id, Kind, From, Until, Reason };
        command.Runs(
            (hub, parsed, stop) => hub.AnnounceDowntimeAsync(parsed.GetValue(Id)!, new(parsed.GetValue(Kind), parsed.GetValue(From), parsed.GetValue(Until), parsed.GetValue(Reason)), stop),
            Line);
        return command;
    }

    private static Command Up()
    {
        var command = new Command("up", "It can be used again (its staff) / 停止を終える（担当者）") { Id, Downtime };
        command.Runs((hub, parsed, stop) => hub.EndDowntimeAsync(parsed.GetValue(Id)!, parsed.GetValue(Downtime)!, stop), Line);
        return command;
    }

    private static void Line(DowntimeView downtime) =>
        Console.WriteLine($"  {downtime.Id}  {downtime.Kind,-12} {downtime.From:yyyy-MM-dd HH:mm}Z – {(downtime.Until is { } until ? $"{until:yyyy-MM-dd HH:mm}Z" : T("当分の間", "until further notice"))}  {downtime.Reason}");
}
