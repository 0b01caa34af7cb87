using System.CommandLine;
using Tsumugi.Client.Projects;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class ProjectCommands
{
    private static readonly Argument<string> Id = new("project") { Description = "The project's short name / プロジェクトの名前" };

    private static readonly Argument<string> Approval = new("approval") { Description = "The approval's id, as 'project show' tells it / 承認の ID" };

    private static readonly Option<string?> Search = new("--search") { Description = "Words of its title or summary / 題名や概要の言葉" };

    private static readonly Option<string> Institution = new("--institution") { Description = "The institution that answers for it / 代表機関", Required = true };

    private static readonly Option<string> TitleJa = new("--title-ja") { Description = "Title in Japanese / 日本語の題名", Required = true };

    private static readonly Option<string> TitleEn = new("--title-en") { Description = "Title in English / 英語の題名", Required = true };

    private static readonly Option<string> Summary = new("--summary") { Description = "Markdown / 概要", DefaultValueFactory = _ => "" };

    private static readonly Option<string[]> Layers = new("--layer")
    {
        Description = "dna, rna, protein, cell, tissue, organ, individual / 生命の階層",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Modalities = new("--modality")
    {
        Description = "sequence, expression, structure, image, clinical, molecule, text / 計測するもの",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Disease = new("--disease") { Description = "A term such as MONDO:0008903 / 対象疾患の用語" };

    private static readonly Option<bool> Genetics = new("--genetics") { Description = "Studies genetics / 遺伝的な要因を調べる" };

    private static readonly Option<bool> Origins = new("--origins") { Description = "Studies population origins / 集団の起源を調べる" };

    private static readonly Option<bool> Commercial = new("--commercial") { Description = "Has a commercial purpose / 商用の目的を含む" };

    private static readonly Option<string> Number = new("--number") { Description = "The approval's number / 承認番号", Required = true };

    private static readonly Option<string> Committee = new("--committee") { Description = "The ethics committee / 倫理審査委員会", Required = true };

    private static readonly Option<string> From = new("--from") { Description = "First day, yyyy-MM-dd / 承認日", Required = true };

    private static readonly Option<string> Until = new("--until") { Description = "Last day, yyyy-MM-dd / 期限", Required = true };

    public static Command Make() => new("project", "Projects / プロジェクト") { List(), Show(), Begin(), Approve(), Confirm() };

    private static Command List()
    {
        var command = new Command("list", "All projects / プロジェクトの一覧") { Search };
        command.Runs((hub, parsed, stop) => hub.ProjectsAsync(parsed.GetValue(Search), stop), page =>
        {
            foreach (var row in page.Items)
                Console.WriteLine($"{row.Id,-32} {row.Institution,-20} {string.Join(',', row.Layers),-24} {T(row.TitleJa, row.TitleEn)}");
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One project with its people and approvals / プロジェクトの内容") { Id };
        command.Runs((hub, parsed, stop) => hub.ProjectAsync(parsed.GetValue(Id)!, stop), found =>
        {
            Console.WriteLine($"{found.Project.Id}  {T(found.Project.TitleJa, found.Project.TitleEn)}  {found.Project.Institution}  {found.Project.Disease}");
            foreach (var member in found.Members)
                Console.WriteLine($"  {member.Role,-8} {member.Person,-24} {member.Institution}");
            foreach (var approval in found.Approvals)
                Line(approval);
        });
        return command;
    }

    private static Command Begin()
    {
        var command = new Command("begin", "Begin one; you lead it / 始める") { Id, Institution, TitleJa, TitleEn, Summary, Layers, Modalities, Disease, Genetics, Origins, Commercial };
        command.Runs(
            (hub, parsed, stop) => hub.BeginProjectAsync(new()
            {
                Id = parsed.GetValue(Id)!,
                Institution = parsed.GetValue(Institution)!,
                TitleJa = parsed.GetValue(TitleJa),
                TitleEn = parsed.GetValue(TitleEn),
                Summary = parsed.GetValue(Summary),
                Layers = parsed.GetValue(Layers),
                Modalities = parsed.GetValue(Modalities),
                Disease = parsed.GetValue(Disease),
                StudiesGenetics = parsed.GetValue(Genetics),
                StudiesOrigins = parsed.GetValue(Origins),
                Commercial = parsed.GetValue(Commercial),
            }, stop),
            made => Console.WriteLine($"project:{made.Id}"));
        return command;
    }

    private static Command Approve()
    {
        var command = new Command("approval", "Enter an ethics approval / 倫理審査の承認を登録する") { Id, Number, Committee, From, Until };
        command.Runs(
            (hub, parsed, stop) => hub.RegisterApprovalAsync(
                parsed.GetValue(Id)!, new(parsed.GetValue(Number), parsed.GetValue(Committee), parsed.GetValue(From), parsed.GetValue(Until)), stop),
            Line);
        return command;
    }

    private static Command Confirm()
    {
        var command = new Command("confirm", "Confirm an approval that somebody else entered / ほかの人が登録した承認を確認する") { Id, Approval };
        command.Runs((hub, parsed, stop) => hub.ConfirmApprovalAsync(parsed.GetValue(Id)!, parsed.GetValue(Approval)!, stop), Line);
        return command;
    }

    private static void Line(ApprovalView approval) =>
        Console.WriteLine($"  {approval.Id}  {approval.Number}  {approval.Committee}  {approval.From:yyyy-MM-dd} – {approval.Until:yyyy-MM-dd}  {approval.State}");
}
