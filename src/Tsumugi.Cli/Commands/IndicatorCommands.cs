using System.CommandLine;
using System.Globalization;
using Tsumugi.Client;
using Tsumugi.Client.Evaluation;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class IndicatorCommands
{
    private static readonly Option<int?> Year = new("--year") { Description = "Fiscal year, common era / 年度（西暦）" };

    private static readonly Argument<int> AYear = new("year") { Description = "Fiscal year, common era / 年度（西暦）" };

    private static readonly Argument<string> Name = new("indicator") { Description = "Its name / 指標の名前" };

    public static Command Make()
    {
        var show = new Command("indicator", "The programme's indicators / 指標") { Year };
        show.Runs((hub, parsed, stop) => hub.IndicatorsAsync(parsed.GetValue(Year), stop), sheet =>
        {
            Console.WriteLine(T(sheet.YearJa, sheet.YearEn) + (sheet.FrozenAt is { } at ? T($"（{at:yyyy-MM-dd} に確定）", $" (frozen on {at:yyyy-MM-dd})") : ""));
            foreach (var value in sheet.Indicators)
                Console.WriteLine($"{Number(value),8} {T(value.UnitJa, value.UnitEn),-14} {T(value.TitleJa, value.TitleEn)}  [{value.Name}]");
        });
        var open = new Command("open", "The rows behind a number / 数の根拠") { Name, Year };
        open.Runs((hub, parsed, stop) => AllAsync(hub, parsed.GetValue(Name)!, parsed.GetValue(Year), stop), rows =>
        {
            foreach (var row in rows)
                Console.WriteLine($"{row.At:u}  {row.Counted}  ←  {row.Because}  #{row.Record}");
        });
        var freeze = new Command("freeze", "Sign the numbers of a fiscal year that is over (operators) / 終わった年度の値を署名して確定する（運用担当者）") { AYear };
        freeze.Runs((hub, parsed, stop) => hub.FreezeYearAsync(parsed.GetValue(AYear), stop), Say);
        var check = new Command("check", "Count a frozen year again and check its signature / 確定した年度を数え直し、署名を確かめる") { AYear };
        check.Runs((hub, parsed, stop) => hub.FrozenYearAsync(parsed.GetValue(AYear), stop), Say, Holds);
        show.Add(open);
        show.Add(freeze);
        show.Add(check);
        return show;
    }

    private static string Number(IndicatorValue value) =>
        (value.Value?.ToString("N0", CultureInfo.CurrentCulture) ?? "—") + (value.Later is > 0 ? $" (+{value.Later})" : "");

    private static async Task<IReadOnlyList<EvidenceRow>> AllAsync(HubClient hub, string name, int? year, CancellationToken stop)
    {
        var rows = new List<EvidenceRow>();
        string? after = null;
        do
        {
            var page = await hub.EvidenceAsync(name, year, after, stop);
            rows.AddRange(page.Rows);
            after = page.Next;
        }
        while (after is not null);
        return rows;
    }

    private static bool Holds(FrozenYearView year) => year is { SignatureHolds: true, ChainHolds: true, Differing.Count: 0 };

    private static void Say(FrozenYearView year)
    {
        Console.WriteLine(T($"{year.Year} 年度は {year.At:u} に {year.Person} が確定しました（来歴 {year.Record} まで）。", $"FY{year.Year} was frozen at {year.At:u} by {year.Person}, as of record {year.Record}."));
        Console.WriteLine(Holds(year)
            ? T("署名、来歴の鎖、すべての値が合っています。", "Its signature, its place in the chain and every number hold.")
            : T($"合わないものがあります。署名：{year.SignatureHolds}、鎖：{year.ChainHolds}、値：{string.Join(", ", year.Differing)}", $"Something does not hold. Signature: {year.SignatureHolds}, chain: {year.ChainHolds}, numbers: {string.Join(", ", year.Differing)}"));
    }
}
