using System.CommandLine;
using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>doi</c>, for datasets and models alike.</summary>
internal static class DoiCommands
{
    private static readonly Argument<string> Id = new("repository") { Description = "institution/name" };

    private static readonly Argument<string> Doi = new("doi") { Description = "prefix/suffix" };

    private static readonly Option<string?> Revision = new("--revision") { Description = "Start of a revision; without it the newest / 版（省略すると最新）" };

    private static readonly Option<bool> Whole = new("--whole") { Description = "Of the repository as a whole, always its newest revision / リポジトリ全体に付与する" };

    private static readonly Option<bool> Draft = new("--draft") { Description = "Reserve it only / 予約だけする" };

    private static readonly Option<string> Reason = new("--reason") { Description = "Shown to whoever follows the DOI / 取り下げる理由（公開されます）", Required = true };

    public static Command Make(string kind) => new("doi", "DOIs / DOI") { List(kind), Mint(kind), Withdraw() };

    private static Command List(string kind)
    {
        var command = new Command("list", "DOIs of a repository and its revisions / リポジトリと版の DOI") { Id };
        command.Runs((hub, parsed, stop) => hub.DoisAsync(kind, parsed.GetValue(Id)!, stop), dois => dois.ToList().ForEach(Show));
        return command;
    }

    private static Command Mint(string kind)
    {
        var command = new Command("mint", "Reserve or publish a DOI, or tell the agency what changed / DOI を予約・公開・更新する") { Id, Revision, Whole, Draft };
        command.Runs(
            (hub, parsed, stop) => hub.MintDoiAsync(
                kind, parsed.GetValue(Id)!, new DoiRequest { Revision = parsed.GetValue(Revision), Whole = parsed.GetValue(Whole), Draft = parsed.GetValue(Draft) }, stop),
            Show);
        return command;
    }

    private static Command Withdraw()
    {
        var command = new Command("withdraw", "Withdraw what a DOI names; the DOI stays / DOI の指すものを取り下げる") { Doi, Reason };
        command.Runs((hub, parsed, stop) => hub.WithdrawDoiAsync(parsed.GetValue(Doi)!, new(parsed.GetValue(Reason)!), stop), Show);
        return command;
    }

    private static void Show(DoiView doi)
    {
        Console.WriteLine($"{doi.Address}  {doi.State}  {doi.Node}");
        Console.WriteLine($"  {doi.Agency}: {doi.Deposit}{(doi.NextAt is { } next && doi.Attempts > 0 ? T($"（{doi.Attempts} 回試行、次は {next:u}）", $" (tried {doi.Attempts} times, next {next:u})") : "")} {doi.Error}");
    }
}
