using System.CommandLine;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class IndicatorCommands
{
    private static readonly Option<int?> Year = new("--year") { Description = "Fiscal year, common era / 年度（西暦）" };

    private static readonly Argument<string> Name = new("indicator") { Description = "Its name / 指標の名前" };

    public static Command Make()
    {
        var show = new Command("indicator", "The programme's indicators / 指標") { Year };
        show.Runs((hub, parsed, stop) => hub.IndicatorsAsync(parsed.GetValue(Year), stop), sheet =>
        {
            Console.WriteLine(T(sheet.YearJa, sheet.YearEn));
            foreach (var value in sheet.Indicators)
                Console.WriteLine($"{value.Value,8} {T(value.UnitJa, value.UnitEn),-14} {T(value.TitleJa, value.TitleEn)}  [{value.Name}]");
        });
        var open = new Command("open", "The rows behind a number / 数の根拠") { Name, Year };
        open.Runs((hub, parsed, stop) => hub.EvidenceAsync(parsed.GetValue(Name)!, parsed.GetValue(Year), stop), rows =>
        {
            foreach (var row in rows)
                Console.WriteLine($"{row.At:u}  {row.Counted}  ←  {row.Because}  #{row.Record}");
        });
        show.Add(open);
        return show;
    }
}
