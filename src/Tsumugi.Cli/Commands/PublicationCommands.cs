using System.CommandLine;
using Tsumugi.Client.UseCases;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class PublicationCommands
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "BibTeX, RIS, CSL-JSON, Crossref or JaLC JSON / 文献ファイル" };

    private static readonly Option<bool> Programme = new("--programme") { Description = "They came out of the programme / プログラムの成果である" };

    private static readonly Option<string[]> Model = new("--model") { Description = "Model node that they were made with; may be repeated / 使ったモデル（繰り返せます）", DefaultValueFactory = _ => [] };

    private static readonly Option<int?> Month = new("--month") { Description = "For entries that name a year only, 1 to 12 / 月のない論文の出版月" };

    public static Command Make()
    {
        var import = new Command("import", "Register the publications of a file / 文献ファイルの論文を登録する") { File, Programme, Model, Month };
        import.Runs(async (hub, parsed, stop) =>
        {
            await using var file = parsed.GetValue(File)!.OpenRead();
            return await hub.ImportPublicationsAsync(file, parsed.GetValue(Programme), parsed.GetValue(Model)!, parsed.GetValue(Month), stop);
        }, Say, report => report.Refused == 0);
        return new Command("publication", "Publications / 論文") { import };
    }

    private static void Say(ImportReport report)
    {
        Console.WriteLine(T($"{report.Imported} 件を登録しました。登録済み {report.Known} 件、取り込めなかったもの {report.Refused} 件。", $"{report.Imported} registered, {report.Known} known already, {report.Refused} could not be taken."));
        foreach (var fault in report.Faults)
            Console.WriteLine(T($"  {fault.Line} 行目 {fault.Key}：{fault.ReasonJa}", $"  line {fault.Line} {fault.Key}: {fault.ReasonEn}"));
    }
}
