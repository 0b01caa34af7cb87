using System.CommandLine;
using Tsumugi.Client.Instruments;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary>Laboratories that compute ask laboratories that measure.</summary>
internal static class RequestCommands
{
    private static readonly Argument<string> Id = new("request") { Description = "The request's id / 依頼の ID" };

    private static readonly Argument<string> Plan = new("plan") { Description = "The plan's id, as 'request show' tells it / 計画の ID" };

    private static readonly Option<string?> Technique = new("--technique") { Description = "A technique's id / 計測手法" };

    private static readonly Option<bool> All = new("--all") { Description = "Also those that are over / 済んだものも" };

    private static readonly Option<string> Project = new("--project") { Description = "In whose name / プロジェクト", Required = true };

    private static readonly Option<string> Title = new("--title") { Description = "Title / 題名", Required = true };

    private static readonly Option<string> Wanted = new("--wanted") { Description = "What data, how many: Markdown / どんなデータが要るか", Required = true };

    private static readonly Option<string?> Model = new("--model") { Description = "institution/name / どのモデルのためか" };

    private static readonly Option<string[]> Techniques = new("--technique") { Description = "Techniques that might do / 計測手法", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> NeededBy = new("--needed-by") { Description = "yyyy-MM-dd / 期限" };

    private static readonly Option<string> Institution = new("--institution") { Description = "Whose plan / 研究機関", Required = true };

    private static readonly Option<string> Text = new("--plan") { Description = "Samples, instruments, how many, when, cost: Markdown / 計画", Required = true };

    private static readonly Option<string> Booking = new("--booking") { Description = "In which the data are measured / 計測の予約", Required = true };

    private static readonly Option<string> Dataset = new("--dataset") { Description = "institution/name / データセット", Required = true };

    private static readonly Option<string?> Revision = new("--revision") { Description = "The newest when left out / 版" };

    public static Command Make() => new("request", "Requests for data / データの依頼") { List(), Show(), Ask(), Close(), Offer(), Act("accept", "Accept a plan / 計画を承諾する"), Act("withdraw", "Take a plan back / 計画を取り下げる"), Book(), Answer() };

    private static Command List()
    {
        var command = new Command("list", "Which data are wanted / 依頼の一覧") { Technique, All };
        command.Runs((hub, parsed, stop) => hub.DataRequestsAsync(parsed.GetValue(Technique), parsed.GetValue(All), stop), page =>
        {
            foreach (var row in page.Items)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One request with its plans / 依頼の内容") { Id };
        command.Runs((hub, parsed, stop) => hub.DataRequestAsync(parsed.GetValue(Id)!, stop), Describe);
        return command;
    }

    private static Command Ask()
    {
        var command = new Command("ask", "Ask for data / データを依頼する") { Project, Title, Wanted, Model, Techniques, NeededBy };
        command.Runs(
            (hub, parsed, stop) => hub.AskForDataAsync(new()
            {
                Project = parsed.GetValue(Project),
                Title = parsed.GetValue(Title),
                Wanted = parsed.GetValue(Wanted),
                Model = parsed.GetValue(Model),
                Techniques = parsed.GetValue(Techniques),
                NeededBy = parsed.GetValue(NeededBy),
            }, stop),
            Line);
        return command;
    }

    private static Command Close()
    {
        var command = new Command("close", "The data are needed no more / 依頼を終える") { Id };
        command.Runs((hub, parsed, stop) => hub.CloseDataRequestAsync(parsed.GetValue(Id)!, stop), Line);
        return command;
    }

    private static Command Offer()
    {
        var command = new Command("offer", "Say how your institution would make the data / 計画を提案する") { Id, Institution, Text };
        command.Runs((hub, parsed, stop) => hub.OfferPlanAsync(parsed.GetValue(Id)!, new(parsed.GetValue(Institution), parsed.GetValue(Text)), stop), Describe);
        return command;
    }

    private static Command Act(string act, string description)
    {
        var command = new Command(act, description) { Id, Plan };
        command.Runs((hub, parsed, stop) => hub.ActOnPlanAsync(parsed.GetValue(Id)!, parsed.GetValue(Plan)!, act, stop), Describe);
        return command;
    }

    private static Command Book()
    {
        var command = new Command("booked", "A booking in which the data are measured / 計測の予約を登録する") { Id, Plan, Booking };
        command.Runs((hub, parsed, stop) => hub.NamePlanBookingAsync(parsed.GetValue(Id)!, parsed.GetValue(Plan)!, parsed.GetValue(Booking)!, stop), Describe);
        return command;
    }

    private static Command Answer()
    {
        var command = new Command("answer", "The revision that answers it / データで応える") { Id, Plan, Dataset, Revision };
        command.Runs((hub, parsed, stop) => hub.DeliverDataAsync(parsed.GetValue(Id)!, parsed.GetValue(Plan)!, new(parsed.GetValue(Dataset), parsed.GetValue(Revision)), stop), Describe);
        return command;
    }

    private static void Describe(DataRequestView row)
    {
        Line(row);
        Console.WriteLine($"  {row.Model ?? "—"}  {string.Join(", ", row.Techniques)}  {row.Dataset}");
        Console.WriteLine(row.Wanted);
        foreach (var plan in row.Plans)
            Console.WriteLine($"  {plan.Id}  {plan.State,-10} {plan.Institution,-20} {string.Join(' ', plan.Bookings)}");
    }

    private static void Line(DataRequestView row) => Console.WriteLine($"{row.Id,-12} {row.State,-10} {row.Project,-24} {row.NeededBy:yyyy-MM-dd}  {row.Title}");
}
