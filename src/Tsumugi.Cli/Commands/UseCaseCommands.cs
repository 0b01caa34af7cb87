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

    private static readonly Option<string> ForWhom = new("--for-whom") { Description = "For whom it matters / だれの役に立つか", DefaultValueFactory = _ => "" };

    private static readonly Option<string> Stage = new("--stage") { Description = "Idea, Tried, Validated, InUse / 段階", DefaultValueFactory = _ => "Tried" };

    private static readonly Option<string[]> Models = new("--model") { Description = "Model node / 使ったモデル" };

    private static readonly Option<string[]> Data = new("--data") { Description = "Dataset node / 使ったデータ" };

    private static readonly Option<string[]> Evidence = new("--evidence") { Description = "Node that shows it / 根拠" };

    private static readonly Argument<string> File = new("file") { Description = "All that is said of it, JSON / 内容（JSON）" };

    public static Command Make() => new("usecase", "Use cases / ユースケース") { List(), Show(), Register(), Change() };

    private static Command List()
    {
        var command = new Command("list", "Use cases / ユースケースの一覧");
        command.Runs((hub, _, stop) => hub.UseCasesAsync(stop), rows =>
        {
            foreach (var row in rows)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One use case / ユースケースの内容") { Id };
        command.Runs((hub, parsed, stop) => hub.UseCaseAsync(parsed.GetValue(Id)!, stop), row =>
        {
            Line(row);
            Console.WriteLine(row.Summary);
            foreach (var node in row.Models.Concat(row.Data).Concat(row.Evidence))
                Console.WriteLine($"  {node}");
            foreach (var letter in row.Letters)
                Console.WriteLine($"  {letter.On} {letter.From}: {letter.Text}");
        });
        return command;
    }

    private static Command Change()
    {
        var command = new Command("change", "Put another description in its place / 内容を差し替える") { Id, File };
        command.Runs(
            async (hub, parsed, stop) => await hub.ChangeUseCaseAsync(parsed.GetValue(Id)!, await RequestFile.ReadAsync<Tsumugi.Client.UseCases.UseCaseRequest>(parsed.GetValue(File)!, stop), stop), Line);
        return command;
    }

    private static Command Register()
    {
        var command = new Command("register", "Register one / 登録する") { Id, Institution, TitleJa, TitleEn, Summary, ForWhom, Stage, Models, Data, Evidence };
        command.Runs(
            (hub, parsed, stop) => hub.RegisterUseCaseAsync(new()
            {
                Id = parsed.GetValue(Id)!,
                Institution = parsed.GetValue(Institution)!,
                TitleJa = parsed.GetValue(TitleJa)!,
                TitleEn = parsed.GetValue(TitleEn)!,
                Summary = parsed.GetValue(Summary)!,
                ForWhom = parsed.GetValue(ForWhom),
                Stage = parsed.GetValue(Stage),
                Models = parsed.GetValue(Models) ?? [],
                Data = parsed.GetValue(Data) ?? [],
                Evidence = parsed.GetValue(Evidence) ?? [],
            }, stop),
            made => Console.WriteLine($"usecase:{made.Id}"));
        return command;
    }

    private static void Line(Tsumugi.Client.UseCases.UseCaseView row) => Console.WriteLine($"{row.Id,-36} {row.Stage,-10} {row.Institution,-20} {T(row.TitleJa, row.TitleEn)}");
}
