using System.Globalization;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Talent.Courses;

/// <summary>The YAML between two lines of <c>---</c> at a Markdown file's beginning, or one mapping within it. Each fault is told with file and line.</summary>
internal sealed class FrontMatter
{
    private const string Fence = "---";

    private readonly string _file;
    private readonly YamlMappingNode _node;
    private readonly FieldFaults _faults;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private FrontMatter(string file, YamlMappingNode node, FieldFaults faults) => (_file, _node, _faults) = (file, node, faults);

    /// <returns>Null when there is none, or none that can be read; the fault is told.</returns>
    public static (FrontMatter Fields, string Body)? Read(string file, string text, FieldFaults faults)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        if (end < 0)
        {
            faults.Need(false, Place(file, 1), new("--- の行で始まり --- の行で終わる項目欄（front matter）が必要です。", "It needs front matter: fields between two lines of ---."));
            return null;
        }

        try
        {
            var yaml = new YamlStream();
            // The first line stays, empty, so that the parser counts lines as the file does.
            yaml.Load(new StringReader("\n" + string.Join('\n', lines[1..end])));
            if (yaml.Documents is [{ RootNode: YamlMappingNode mapping }])
                return (new(file, mapping, faults), string.Join('\n', lines[(end + 1)..]).Trim());
            faults.Need(false, Place(file, 2), new("「項目: 値」の形で書いてください。", "Write it as 'field: value'."));
        }
        catch (Exception error) when (error is YamlException or InvalidOperationException or ArgumentException)
        {
            // Of some breaks the parser does not say where they are: then the front matter's beginning is named.
            faults.Need(false, Place(file, error is YamlException at ? at.Start.Line : 2), new($"YAML として読めません：{error.Message}", $"It is no sound YAML: {error.Message}"));
        }

        return null;
    }

    public static string Place(string file, long line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");

    /// <summary>Where a field stands; the mapping's own beginning when it is missing.</summary>
    public string PlaceOf(string field) => Place(_file, Find(field)?.Start.Line ?? _node.Start.Line);

    public void Fault(string field, Words why) => _faults.Need(false, PlaceOf(field), new($"{field}：{why.Ja}", $"{field}: {why.En}"));

    public bool Has(string field) => Find(field) is not null;

    /// <param name="required">Whether its absence is a fault.</param>
    public string? Text(string field, bool required = true, int most = 4000)
    {
        var text = Asked(field) is YamlScalarNode { Value: { } value } && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        if (text is null && (required || Has(field)))
            Fault(field, Has(field) ? new("文字で書いてください。", "Write a text.") : new("必要な項目です。", "This field is needed."));
        if (text?.Length > most)
            Fault(field, new($"{most:N0} 文字以内にしてください。", $"Keep it within {most:N0} characters."));
        return text;
    }

    public int Whole(string field, int least, int most, int? otherwise = null)
    {
        if (!Has(field) && otherwise is { } usual)
            return usual;
        if (Asked(field) is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Fault(field, new($"{least} から {most} の整数で書いてください。", $"Write a whole number from {least} to {most}."));
        return least;
    }

    public double? Number(string field)
    {
        if (Asked(field) is not { } node)
            return null;
        if (node is YamlScalarNode { Value: { } text } && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            return value;
        Fault(field, new("数で書いてください。", "Write a number."));
        return null;
    }

    /// <summary>A text in each of the languages, <c>{ ja: …, en: … }</c>; one text where the course has one language.</summary>
    public Words Words(string field, IReadOnlyList<string> languages, int most = 4000)
    {
        if (Asked(field) is YamlScalarNode && languages.Count == 1)
            return Hub.Language.Words.Same(Text(field, most: most) ?? "");
        if (Within(field) is not { } both)
            return default;
        var texts = languages.ToDictionary(language => language, language => both.Text(language, most: most) ?? "");
        both.RefuseOthers();
        return new(texts.GetValueOrDefault("ja") ?? texts.Values.First(), texts.GetValueOrDefault("en") ?? texts.Values.First());
    }

    public IReadOnlyList<string> Texts(string field, bool required = true)
    {
        var items = Items(field, required);
        if (items.All(item => item is YamlScalarNode { Value.Length: > 0 and <= 400 }))
            return [.. items.Cast<YamlScalarNode>().Select(item => item.Value!.Trim())];
        Fault(field, new("1 行に 1 つずつ、400 文字以内の文字で並べてください。", "Write a list of texts, each within 400 characters."));
        return [];
    }

    public IReadOnlyList<Words> WordsList(string field, IReadOnlyList<string> languages) =>
    [
        .. Items(field, required: true).Select(item =>
        {
            var one = new FrontMatter(_file, new(new YamlScalarNode(field), item), _faults);
            return one.Words(field, languages, 400);
        }),
    ];

    /// <returns>One for each mapping of the list.</returns>
    public IReadOnlyList<FrontMatter> Many(string field, bool required = true)
    {
        var items = Items(field, required);
        if (items.Any(item => item is not YamlMappingNode))
            Fault(field, new("「- 項目: 値」を並べてください。", "Write a list of '- field: value'."));
        return [.. items.OfType<YamlMappingNode>().Select(item => new FrontMatter(_file, item, _faults))];
    }

    /// <returns>The mapping of the field; null, told as a fault where it is needed, when there is none.</returns>
    public FrontMatter? Within(string field, bool required = true)
    {
        if (Asked(field) is YamlMappingNode mapping)
            return new(_file, mapping, _faults);
        if (required || Has(field))
            Fault(field, new("「項目: 値」を字下げして書いてください。", "Write indented lines of 'field: value'."));
        return null;
    }

    /// <summary>Names of the fields, in their order; asking for them takes all of them as known.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            List<string> names = [.. _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value!)];
            _asked.UnionWith(names);
            return names;
        }
    }

    /// <summary>Fields that nobody asked for are faults: a slip of the pen would otherwise be lost.</summary>
    public void RefuseOthers()
    {
        foreach (var key in _node.Children.Keys.OfType<YamlScalarNode>().Where(key => !_asked.Contains(key.Value!)))
        {
            _faults.Need(false, Place(_file, key.Start.Line), new(
                $"項目「{key.Value}」はありません。使えるもの：{string.Join("、", _asked)}。", $"There is no field '{key.Value}'; known are {string.Join(", ", _asked)}."));
        }
    }

    private List<YamlNode> Items(string field, bool required)
    {
        if (Asked(field) is YamlSequenceNode { Children: { Count: > 0 } items })
            return [.. items];
        if (required || (Has(field) && Find(field) is not YamlSequenceNode))
            Fault(field, new("1 つ以上を並べてください。", "Write a list of at least one."));
        return [];
    }

    private YamlNode? Asked(string field)
    {
        _asked.Add(field);
        return Find(field);
    }

    private YamlNode? Find(string field) => _node.Children.TryGetValue(new YamlScalarNode(field), out var found) ? found : null;
}
