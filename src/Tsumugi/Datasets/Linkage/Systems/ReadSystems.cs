using System.Text.RegularExpressions;
using Tsumugi.Formats.Links.Patterns;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Tsumugi.Datasets.Linkage.Systems;

/// <summary>Reads a file of identifier systems, and says all of what is wrong with it.</summary>
public static partial class ReadSystems
{
    private const int MostText = 256 << 10;

    internal static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    public static Outcome<IReadOnlyList<IdentifierSystem>> Run(string text)
    {
        var read = Parse<List<SystemForm>>(text, "docs/formats/identifiers.md");
        if (read.Refused)
            return read.Refusal!;
        var (faults, systems) = (new FieldFaults(), new List<IdentifierSystem>());
        foreach (var (form, at) in read.Value.Select((form, at) => (form, at)))
        {
            if (Make(form, $"[{at + 1}]", faults) is { } system)
                systems.Add(system);
        }

        return faults.ToRefusal("bad-system") is { } refusal ? refusal : Outcome.Of<IReadOnlyList<IdentifierSystem>>(systems);
    }

    /// <summary>A YAML file of strangers.</summary>
    internal static Outcome<T> Parse<T>(string text, string docs)
        where T : class
    {
        if (text.Length > MostText)
            return NotReadable(new($"{MostText:N0} 文字を超えています", $"it is longer than {MostText:N0} characters"), docs);
        try
        {
            return Yaml.Deserialize<T?>(text) is { } file ? file : NotReadable(new("空です", "it is empty"), docs);
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            var line = error is YamlException at ? at.Start.Line : 1;
            return NotReadable(new($"{line} 行目：{(error.InnerException ?? error).Message}", $"line {line}: {(error.InnerException ?? error).Message}"), docs);
        }
    }

    private static IdentifierSystem? Make(SystemForm form, string at, FieldFaults faults)
    {
        var before = faults.ToRefusal()?.Fields.Count ?? 0;
        faults.Need(NameForm().IsMatch(form.Name ?? ""), $"{at}.name", new("英小文字で始まる英小文字・数字・_ で書いてください（例：ensembl_gene）。", "Small letters, digits and _ that begin with a letter, for example ensembl_gene."))
            .Need(!string.IsNullOrWhiteSpace(form.Label?.Ja) && !string.IsNullOrWhiteSpace(form.Label.En), $"{at}.label", new("ja と en の両方が必要です。", "Both ja and en are needed."))
            .Need(NameForm().IsMatch(form.Category ?? ""), $"{at}.category", new("英小文字の一語で書いてください（例：gene）。", "One word in small letters, for example gene."))
            .Need(form.Form is null || form.Form.Contains("{id}", StringComparison.Ordinal), $"{at}.form", new("{id} を含めてください（例：GO:{id}）。", "It must hold {id}, for example GO:{id}."));
        IdentifierPattern? pattern = null;
        try
        {
            pattern = IdentifierPattern.Parse(form.Pattern ?? "");
        }
        catch (FormatException error)
        {
            faults.Need(false, $"{at}.pattern", new($"パターンを読めません：{error.Message}", error.Message));
        }

        if ((faults.ToRefusal()?.Fields.Count ?? 0) > before)
            return null;
        var system = new IdentifierSystem
        {
            Name = form.Name!,
            Label = new(form.Label!.Ja!, form.Label.En!),
            Category = form.Category!,
            Pattern = pattern!,
            Form = form.Form ?? "{id}",
            Prefixes = [.. (form.Prefixes ?? []).OfType<string>()],
            Examples = [.. (form.Examples ?? []).OfType<string>()],
        };
        var wrong = system.Examples.FirstOrDefault(example => !system.Recognises(example));
        faults.Need(system.Examples.Count > 0 && wrong is null, $"{at}.examples", new($"パターンに合う例が必要です{(wrong is null ? "" : $"（{wrong} は合いません）")}。", $"Examples that fit the pattern are needed{(wrong is null ? "" : $"; {wrong} does not")}."));
        return system;
    }

    private static Refusal NotReadable(Words why, string docs) => Refusal.Invalid(
        "bad-yaml", new($"定義を読めません：{why.Ja}。", $"The definition cannot be read: {why.En}."),
        new($"YAML として正しいか確かめてください。使える項目は {docs} にあります。", $"Check that it is sound YAML; {docs} lists its fields."));

    [GeneratedRegex("^[a-z][a-z0-9_]{1,39}$", RegexOptions.NonBacktracking)]
    internal static partial Regex NameForm();

    internal sealed class SystemForm
    {
        public string? Name { get; set; }

        public WordsForm? Label { get; set; }

        public string? Category { get; set; }

        public string? Pattern { get; set; }

        public string? Form { get; set; }

        public List<string?>? Prefixes { get; set; }

        public List<string?>? Examples { get; set; }
    }

    internal sealed class WordsForm
    {
        public string? Ja { get; set; }

        public string? En { get; set; }
    }
}
