using System.CommandLine;
using Tsumugi.Client.Datasets;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>export</c> and <c>restore</c>, for datasets and models alike.</summary>
internal static class ArchiveCommands
{
    private static readonly Argument<string> Id = new("repository") { Description = "institution/name" };

    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "Folder of the export / 書き出すフォルダー" };

    public static Command Export(string kind)
    {
        var command = new Command("export", "Write it with its history into a plain folder / 履歴ごとフォルダーに書き出す") { Id, Folder };
        command.Runs(
            (hub, parsed, stop) => new RepositoryFolder(parsed.GetValue(Folder)!.FullName).ExportAsync(hub, kind, parsed.GetValue(Id)!, stop),
            done => Console.WriteLine(T(
                $"{done.Folder}：コミット {done.Commits} 件、内容 {done.Contents} 件（今回取得 {done.Fetched} 件）",
                $"{done.Folder}: {done.Commits} commits, {done.Contents} contents ({done.Fetched} fetched now)")));
        return command;
    }

    public static Command Restore(string kind)
    {
        var command = new Command("restore", "Make a repository of an exported folder (operators) / 書き出したフォルダーから復元する") { Id, Folder };
        command.Runs(
            (hub, parsed, stop) => new RepositoryFolder(parsed.GetValue(Folder)!.FullName).RestoreAsync(hub, kind, parsed.GetValue(Id)!, stop),
            done => Console.WriteLine(T(
                $"{done.Node}：コミット {done.Commits} 件、ファイル {done.Files} 件。コミットの名前は{(done.SameNames ? "元と同じです" : "元と異なります（リポジトリ名が違うため）")}。",
                $"{done.Node}: {done.Commits} commits, {done.Files} files. The commits {(done.SameNames ? "have the names they had" : "have other names, since the repository has")}.")));
        return command;
    }
}
