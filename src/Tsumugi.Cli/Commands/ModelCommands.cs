using System.CommandLine;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Datasets;
using Tsumugi.Client.Models;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class ModelCommands
{
    private static readonly Argument<string> Id = new("model") { Description = "institution/name" };

    private static readonly Option<string?> Revision = new("--revision") { Description = "Start of a revision; without it the newest / 版（省略すると最新）" };

    private static readonly Option<DirectoryInfo> To = new("--to") { Description = "Folder that receives the files / 保存先", Required = true };

    public static Command Make() => new("model", "Models / モデル") { List(), Show(), Results(), InferCommand.Make(), Download(), VerifyCommand.Make(), ArchiveCommands.Export("model"), ArchiveCommands.Restore("model"), DoiCommands.Make("model") };

    private static Command List()
    {
        var command = new Command("list", "Models that you may see / 見られるモデル");
        command.Runs((hub, _, stop) => hub.ModelsAsync(stop), page => Listing.Repositories(page.Items));
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One model / モデルの詳細") { Id };
        command.Runs((hub, parsed, stop) => hub.ModelAsync(parsed.GetValue(Id)!, stop), Listing.Repository);
        return command;
    }

    private static Command Results()
    {
        var command = new Command("results", "What was measured of a model / モデルの評価結果") { Id };
        command.Runs((hub, parsed, stop) => hub.ResultsAsync(parsed.GetValue(Id)!, stop), ShowResults);
        return command;
    }

    private static Command Download()
    {
        var command = new Command("download", "Download a revision's files / 版のファイルを保存する") { Id, Revision, To };
        command.Runs(DownloadAsync, paths => Console.WriteLine(string.Join('\n', paths)));
        return command;
    }

    private static async Task<IReadOnlyList<string>> DownloadAsync(HubClient hub, ParseResult parsed, CancellationToken stop)
    {
        var (id, wanted, folder) = (parsed.GetValue(Id)!, parsed.GetValue(Revision) ?? "", parsed.GetValue(To)!);
        var revision = await RevisionAsync(hub, id, wanted, stop);
        var paths = await FilesAsync(hub, id, revision, folder.FullName, stop);

        // A connected model names its parts; each lies in its own repository.
        if (revision.Facts.ValueKind == JsonValueKind.Object && revision.Facts.TryGetProperty("parts", out var parts) && parts.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in parts.EnumerateObject())
            {
                string[] node = part.Value.GetString()!.Split(':', '@');
                paths.AddRange(await FilesAsync(hub, node[1], await RevisionAsync(hub, node[1], node[2], stop), Path.Combine(folder.FullName, "parts", part.Name), stop));
            }
        }

        return paths;
    }

    private static async Task<RevisionView> RevisionAsync(HubClient hub, string id, string wanted, CancellationToken stop) =>
        (await hub.ModelAsync(id, stop)).Revisions.FirstOrDefault(candidate => candidate.Hash.StartsWith(wanted, StringComparison.Ordinal))
        ?? throw new IOException(T($"{id} に版 {wanted} はありません。", $"{id} has no revision {wanted}."));

    private static async Task<List<string>> FilesAsync(HubClient hub, string id, RevisionView revision, string folder, CancellationToken stop)
    {
        var paths = new List<string>();
        foreach (var file in revision.Files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var destination = File.Create(path + ".part"))
                await hub.DownloadAsync("model", id, revision.Hash, file.Path, destination, stop);
            File.Move(path + ".part", path, overwrite: true);
            paths.Add(path);
        }

        return paths;
    }

    private static void ShowResults(IReadOnlyList<BenchmarkView> results)
    {
        foreach (var result in results)
        {
            Console.WriteLine($"{result.Node}  {result.Model}  {result.CreatedAt:u}");
            foreach (var row in result.Report.Directions)
                Console.WriteLine($"  {row.Direction,-15} {row.Subset,-6} {row.Method,-44} R@1 {row.RecallAt1:0.000}  R@10 {row.RecallAt10:0.000}  MRR {row.Mrr:0.000}  {T("偶然", "chance")} {row.ChanceAt1:0.0000}");
        }
    }
}
