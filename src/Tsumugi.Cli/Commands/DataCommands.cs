using System.CommandLine;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class DataCommands
{
    private static readonly Argument<string> Id = new("dataset") { Description = "institution/name" };

    private static readonly Argument<FileInfo> File = new("file") { Description = "GenBank file, plain or gzip / GenBank ファイル" };

    private static readonly Option<string> Licence = new("--licence") { Description = "SPDX identifier / SPDX 識別子", Required = true };

    private static readonly Option<string> Permission = new("--permission")
    {
        Description = "NRES, GRU, HMB, DS or POA, or its name / 利用条件",
        Required = true,
    };

    private static readonly Option<string[]> Modifiers = new("--modifier") { Description = "Further condition, e.g. NonCommercialUseOnly / 追加の条件" };

    private static readonly Option<string[]> Diseases = new("--disease") { Description = "Disease term, e.g. MONDO:0008903 / 疾患の用語" };

    private static readonly Option<string> Visibility = new("--visibility") { Description = "hub or institution / 公開範囲", DefaultValueFactory = _ => "hub" };

    public static Command Make() => new("data", "Datasets / データセット") { List(), Show(), Create(), Import(), ArchiveCommands.Export("dataset"), ArchiveCommands.Restore("dataset"), DoiCommands.Make("dataset"), WithdrawalCommands.Withdraw(), WithdrawalCommands.Confirm(), WithdrawalCommands.Impact() };

    private static Command List()
    {
        var command = new Command("list", "Datasets that you may see / 見られるデータセット");
        command.Runs((hub, _, stop) => hub.DatasetsAsync(stop), page => Listing.Repositories(page.Items));
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One dataset / データセットの詳細") { Id };
        command.Runs((hub, parsed, stop) => hub.DatasetAsync(parsed.GetValue(Id)!, stop), Listing.Repository);
        return command;
    }

    private static Command Create()
    {
        var command = new Command("create", "Begin a dataset / データセットを作る") { Id, Licence, Permission, Modifiers, Diseases, Visibility };
        command.Runs(
            (hub, parsed, stop) => hub.CreateDatasetAsync(Request(parsed), stop),
            made => Console.WriteLine(made.Node));
        return command;
    }

    private static Command Import()
    {
        var command = new Command("import", "Bring a GenBank file in / GenBank ファイルを取り込む") { Id, File };
        command.Runs(ImportAsync, Listing.Revision);
        return command;
    }

    private static async Task<RevisionView> ImportAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var file = parsed.GetValue(File)!;
        await using var stream = file.OpenRead();
        return await hub.ImportGenesAsync(parsed.GetValue(Id)!, file.Name, stream, stop);
    }

    private static DatasetRequest Request(ParseResult parsed)
    {
        var id = parsed.GetValue(Id)!.Split('/', 2);
        return new()
        {
            Institution = id.Length == 2 ? id[0] : "",
            Name = id[^1],
            Licence = parsed.GetValue(Licence)!,
            Permission = parsed.GetValue(Permission)!,
            Modifiers = parsed.GetValue(Modifiers) ?? [],
            Diseases = parsed.GetValue(Diseases) ?? [],
            Visibility = parsed.GetValue(Visibility)!,
        };
    }
}
