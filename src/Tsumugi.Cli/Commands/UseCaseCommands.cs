using System.CommandLine;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class UseCaseCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "Short name / 短い名前" };

    private static readonly Option<string> Institution = new("--institution") { Description = "Institution / 研究機関", Required = true };

    private static readonly Option<string> TitleJa = new("--title-ja") { Description = "Title in Japanese / 日本語の題名", Required = true };

    private static readonly Option<string> TitleEn = new("--title-en") { Description = "Title in English / 英語の題名", Required = true };

    private static readonly Option<string> Summary = new("--summary") { Description = "What was found / 要旨", DefaultValueFactory = _ => "" };

    private static readonly Option<string[]> Models = new("--model") { Description = "Model node / 使ったモデル", Required = true };

    private static readonly Option<string[]> Evidence = new("--evidence") { Description = "Node that shows it / 根拠", Required = true };

    public static Command Make() => new("usecase", "Use cases / ユースケース") { List(), Register() };

    private static Command List()
    {
        var command = new Command("list", "Use cases / ユースケースの一覧");
        command.Runs((hub, _, stop) => hub.UseCasesAsync(stop), rows =>
        {
            foreach (var row in rows)
                Console.WriteLine($"{row.Id,-36} {row.Institution,-20} {T(row.TitleJa, row.TitleEn)}");
        });
        return command;
    }

    private static Command Register()
    {
        var command = new Command("register", "Register one / 登録する") { Id, Institution, TitleJa, TitleEn, Summary, Models, Evidence };
        command.Runs(
            (hub, parsed, stop) => hub.RegisterUseCaseAsync(new()
            {
                Id = parsed.GetValue(Id)!,
                Institution = parsed.GetValue(Institution)!,
                TitleJa = parsed.GetValue(TitleJa)!,
                TitleEn = parsed.GetValue(TitleEn)!,
                Summary = parsed.GetValue(Summary)!,
                Models = parsed.GetValue(Models)!,
                Evidence = parsed.GetValue(Evidence)!,
            }, stop),
            made => Console.WriteLine($"usecase:{made.Id}"));
        return command;
    }
}
