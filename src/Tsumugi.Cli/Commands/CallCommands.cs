using System.CommandLine;
using Tsumugi.Client.Projects;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>call list</c>, <c>show</c>, <c>open</c>, <c>proposals</c>, <c>assign</c>.</summary>
internal static class CallCommands
{
    private static readonly Argument<string> Id = new("call") { Description = "The call's short name / 公募の名前" };

    private static readonly Argument<string> File = new("file") { Description = "The call as a file of JSON / 公募の内容（JSON）" };

    public static Command Make() => new("call", "Calls for proposals / 公募") { List(), Show(), Open(), Proposals(), Assign() };

    private static Command List()
    {
        var command = new Command("list", "All calls / 公募の一覧");
        command.Runs((hub, _, stop) => hub.CallsAsync(stop), rows =>
        {
            foreach (var row in rows)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One call / 公募の内容") { Id };
        command.Runs((hub, parsed, stop) => hub.CallAsync(parsed.GetValue(Id)!, stop), row =>
        {
            Line(row);
            foreach (var criterion in row.Criteria)
                Console.WriteLine($"  {criterion.Weight,3}  {criterion.Id,-20} {T(criterion.TitleJa!, criterion.TitleEn!)}");
            Console.WriteLine(row.Text);
        });
        return command;
    }

    private static Command Open()
    {
        var command = new Command("open", "Announce one (operators) / 公募を始める（運用担当者）") { File };
        command.Runs(async (hub, parsed, stop) => await hub.OpenCallAsync(await RequestFile.ReadAsync<NewCall>(parsed.GetValue(File)!, stop), stop), Line);
        return command;
    }

    private static Command Proposals()
    {
        var command = new Command("proposals", "Its proposals, the best first (operators) / 提案を評価の高い順に（運用担当者）") { Id };
        command.Runs((hub, parsed, stop) => hub.RankedProposalsAsync(parsed.GetValue(Id)!, stop), rows =>
        {
            foreach (var row in rows)
                ProposalCommands.Line(row);
        });
        return command;
    }

    private static Command Assign()
    {
        var command = new Command("assign", "Share them out among the reviewers (operators) / 審査を割り当てる（運用担当者）") { Id };
        command.Runs((hub, parsed, stop) => hub.AssignReviewsAsync(parsed.GetValue(Id)!, stop), made =>
        {
            Console.WriteLine(T($"{made.Assigned} 件を割り当てました。", $"{made.Assigned} given out."));
            foreach (var (proposal, missing) in made.Missing)
                Console.WriteLine(T($"  {proposal}：利益相反のない審査者があと {missing} 人必要です。", $"  {proposal}: {missing} more without a conflict of interest are needed."));
        });
        return command;
    }

    private static void Line(CallView row) => Console.WriteLine($"{row.Id,-28} {row.State,-10} {row.Closes:yyyy-MM-dd HH:mm}Z  {T(row.TitleJa, row.TitleEn)}");
}
