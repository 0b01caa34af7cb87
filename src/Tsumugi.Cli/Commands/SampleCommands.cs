using System.CommandLine;
using Tsumugi.Client.Instruments;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

internal static class SampleCommands
{
    private static readonly Argument<string> Id = new("sample") { Description = "institution/name / 試料" };

    private static readonly Argument<string> Dataset = new("dataset") { Description = "institution/name / データセット" };

    private static readonly Option<string?> Search = new("--search") { Description = "Name, material, barcode or organism / 名前・材料・バーコード・生物種" };

    private static readonly Option<string> Institution = new("--institution") { Description = "Whose / 研究機関", Required = true };

    private static readonly Option<string?> Name = new("--name") { Description = "Short name; made up when left out / 名前" };

    private static readonly Option<string> Title = new("--title") { Description = "What it is / 何の試料か", Required = true };

    private static readonly Option<string> Material = new("--material") { Description = "Blood, liver, a cell line … / 材料", Required = true };

    private static readonly Option<string> Organism = new("--organism") { Description = "For example NCBITaxon:9606 / 生物種", Required = true };

    private static readonly Option<string?> Origin = new("--origin") { Description = "Strain, site, pseudonym; no names / 由来" };

    private static readonly Option<string[]> Given = new("--given-id") { Description = "Barcodes, accessions / ほかの識別子", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Parents = new("--from") { Description = "Samples that it was made from / もとの試料", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Collected = new("--collected-on") { Description = "yyyy-MM-dd / 採取日" };

    private static readonly Option<string> Visibility = new("--visibility") { Description = "institution or hub / だれに見せるか", DefaultValueFactory = _ => "institution" };

    private static readonly Option<string> Licence = new("--licence") { Description = "SPDX identifier / ライセンス", Required = true };

    private static readonly Option<string> Permission = new("--permission") { Description = "Data Use Ontology, for example GRU / 同意の範囲", Required = true };

    private static readonly Option<string[]> Diseases = new("--disease") { Description = "For a disease-specific consent / 対象疾患", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string[]> Modifiers = new("--modifier") { Description = "For example NCU / 追加の条件", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string> Parent = new("--from") { Description = "The sample that it was made from / もとの試料", Required = true };

    private static readonly Option<string> Reason = new("--reason") { Description = "Shown to whoever tries to use what came of it / 理由", Required = true };

    private static readonly Option<string[]> Samples = new("--sample") { Description = "institution/name / 測った試料", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Booking = new("--booking") { Description = "In which it was measured / 計測した予約" };

    private static readonly Option<string?> Revision = new("--revision") { Description = "The newest when left out / 版" };

    public static Command Make() => new("sample", "Samples / 試料") { List(), Show(), Register(), Derive(), Measured(), Withdraw() };

    private static Command List()
    {
        var command = new Command("list", "Samples that you may see / 試料の一覧") { Search };
        command.Runs((hub, parsed, stop) => hub.SamplesAsync(parsed.GetValue(Search), stop), page =>
        {
            foreach (var row in page.Items)
                Line(row);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "One sample / 試料の内容") { Id };
        command.Runs((hub, parsed, stop) => hub.SampleAsync(parsed.GetValue(Id)!, stop), Describe);
        return command;
    }

    private static Command Register()
    {
        var command = new Command("register", "Register a sample / 試料を登録する") { Institution, Name, Title, Material, Organism, Origin, Given, Parents, Collected, Visibility, Licence, Permission, Diseases, Modifiers };
        command.Runs(
            (hub, parsed, stop) => hub.RegisterSampleAsync(new()
            {
                Institution = parsed.GetValue(Institution)!,
                Name = parsed.GetValue(Name),
                Title = parsed.GetValue(Title),
                Material = parsed.GetValue(Material),
                Organism = parsed.GetValue(Organism),
                Origin = parsed.GetValue(Origin),
                GivenIds = parsed.GetValue(Given),
                Parents = parsed.GetValue(Parents),
                CollectedOn = parsed.GetValue(Collected),
                Visibility = parsed.GetValue(Visibility),
                Licence = parsed.GetValue(Licence),
                Permission = parsed.GetValue(Permission),
                Diseases = parsed.GetValue(Diseases),
                Modifiers = parsed.GetValue(Modifiers),
            }, stop),
            Describe);
        return command;
    }

    private static Command Derive()
    {
        var command = new Command("derive", "It was made from another one / 由来を登録する") { Id, Parent };
        command.Runs((hub, parsed, stop) => hub.DeriveSampleAsync(parsed.GetValue(Id)!, parsed.GetValue(Parent)!, stop), Describe);
        return command;
    }

    private static Command Measured()
    {
        var command = new Command("measured", "What a dataset's revision was measured from / データの版を測った試料と予約を登録する") { Dataset, Samples, Booking, Revision };
        command.Runs(
            (hub, parsed, stop) => hub.NameSamplesAsync(parsed.GetValue(Dataset)!, new(parsed.GetValue(Revision), parsed.GetValue(Samples), parsed.GetValue(Booking)), stop),
            nodes =>
            {
                foreach (var node in nodes)
                    Console.WriteLine(node);
            });
        return command;
    }

    private static Command Withdraw()
    {
        var command = new Command("withdraw", "Its consent was taken back (stewards) / 同意が撤回された（機関の管理者）") { Id, Reason };
        command.Runs((hub, parsed, stop) => hub.WithdrawSampleAsync(parsed.GetValue(Id)!, parsed.GetValue(Reason)!, stop), made => Console.WriteLine($"withdrawal {made.Id}"));
        return command;
    }

    private static void Describe(SampleView row)
    {
        Line(row);
        if (row.EffectiveConditions is { } conditions)
            Console.WriteLine($"  {T("利用条件", "Conditions")}: {conditions.Permission} {string.Join(' ', conditions.Diseases)} {string.Join(' ', conditions.Modifiers)} {string.Join(' ', conditions.Licences)}");
        if (row.Parents.Count > 0)
            Console.WriteLine($"  {T("もとの試料", "Made from")}: {string.Join(", ", row.Parents)}");
        if (row.Withdrawal is { } withdrawal)
            Console.WriteLine($"  {T("撤回", "Withdrawn")}: {withdrawal}");
    }

    private static void Line(SampleView row) => Console.WriteLine($"{row.Id,-32} {row.Material,-20} {row.Organism,-18} {row.Title}");
}
