using System.Text.RegularExpressions;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>Reads the file of a definition, and says all of what is wrong with it.</summary>
public static partial class ReadDefinition
{
    private const int MostText = 64 << 10;

    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    public static Outcome<IndicatorDefinition> Run(string text)
    {
        if (text.Length > MostText)
            return NotReadable(new($"{MostText:N0} 文字を超えています", $"it is longer than {MostText:N0} characters"));
        try
        {
            return Yaml.Deserialize<FileForm?>(text) is { } file ? Make(file, text) : NotReadable(new("空です", "it is empty"));
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            var line = error is YamlException at ? at.Start.Line : 1;
            return NotReadable(new($"{line} 行目：{(error.InnerException ?? error).Message}", $"line {line}: {(error.InnerException ?? error).Message}"));
        }
    }

    private static Outcome<IndicatorDefinition> Make(FileForm file, string text)
    {
        var formula = file.Formula ?? new();
        var faults = new FieldFaults()
            .Need(NameForm().IsMatch(file.Name ?? ""), "name", new("英小文字で始まる英数字で書いてください（例：modelUses）。", "Letters and digits that begin with a small letter, for example modelUses."))
            .Need(file.Version is >= 1 and <= 9999, "version", new("1 以上の整数です。", "A whole number from 1."))
            .Need(NamedWord.TryRead<IndicatorClass>(file.Class, out var kind), "class", new("output か outcome です。", "Either output or outcome."))
            .Need(formula.Records is { Count: > 0 } records && records.All(record => RecordForm().IsMatch(record ?? "")), "formula.records", new("来歴の記録の種類を挙げてください（例：[job.starting]）。", "Name kinds of records, for example [job.starting]."))
            .Need(formula.Times is null || FactForm().IsMatch(formula.Times), "formula.times", BadFact)
            .Need(formula.Day is null || FactForm().IsMatch(formula.Day), "formula.day", BadFact);
        foreach (var (field, said) in new[] { ("title", file.Title), ("unit", file.Unit), ("howTo", file.HowTo) })
            faults.Need(!string.IsNullOrWhiteSpace(said?.Ja) && !string.IsNullOrWhiteSpace(said.En), field, new("ja と en の両方が必要です。", "Both ja and en are needed."));
        var counts = Path(faults, "counts", formula.Counts ?? "");
        var because = Path(faults, "because", formula.Because ?? "subject");
        var institution = Path(faults, "institution", formula.Institution);
        var project = Path(faults, "project", formula.Project);
        if (faults.ToRefusal("bad-definition") is { } refusal)
            return refusal;
        return new IndicatorDefinition
        {
            Name = file.Name!,
            Version = file.Version,
            Class = kind,
            Title = file.Title!.Words,
            Unit = file.Unit!.Words,
            HowTo = file.HowTo!.Words,
            Text = text,
            Formula = new()
            {
                Records = [.. formula.Records!.Select(record => record!)],
                Counts = counts!,
                Because = because!,
                Times = formula.Times,
                Day = formula.Day,
                Institution = institution,
                Project = project,
            },
        };
    }

    private static ThreadPath? Path(FieldFaults faults, string field, string? text)
    {
        if (text is null)
            return null;
        faults.Need(ThreadPath.TryRead(text, out var path), $"formula.{field}", new(
            "subject か、「関係 種類」を / でつないだ道筋です（例：used model / belongsTo institution）。",
            "Either subject, or steps of relation and kind, for example: used model / belongsTo institution."));
        return path;
    }

    private static Refusal NotReadable(Words why) => Refusal.Invalid(
        "bad-definition", new($"指標の定義を読めません：{why.Ja}。", $"The definition cannot be read: {why.En}."),
        new("YAML として正しいか確かめてください。使える項目は docs/formats/indicators.md にあります。", "Check that it is sound YAML; docs/formats/indicators.md lists its fields."));

    private static Words BadFact { get; } = new("記録の項目名を書いてください（例：uses）。", "Name a fact of the record, for example uses.");

    [GeneratedRegex("^[a-z][A-Za-z0-9]{1,59}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[a-z]+\.[A-Za-z-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex RecordForm();

    [GeneratedRegex("^[A-Za-z]{1,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex FactForm();

    internal sealed class FileForm
    {
        public string? Name { get; set; }

        public int Version { get; set; }

        public string? Class { get; set; }

        public WordsForm? Title { get; set; }

        public WordsForm? Unit { get; set; }

        public WordsForm? HowTo { get; set; }

        public FormulaForm? Formula { get; set; }
    }

    internal sealed class WordsForm
    {
        public string? Ja { get; set; }

        public string? En { get; set; }

        [YamlIgnore]
        public Words Words => new(Ja!, En!);
    }

    internal sealed class FormulaForm
    {
        public List<string?>? Records { get; set; }

        public string? Counts { get; set; }

        public string? Because { get; set; }

        public string? Times { get; set; }

        public string? Day { get; set; }

        public string? Institution { get; set; }

        public string? Project { get; set; }
    }
}
