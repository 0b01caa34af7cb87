using Tsumugi.Datasets.Linkage.Systems;
using Tsumugi.Formats.Links.Sources;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Datasets.Linkage.Sets;

/// <summary>One link set of a recipe.</summary>
public sealed record DeclaredLinks(string File, string Format, IdentifierSystem From, IdentifierSystem To, LinkMeaning Meaning, LinkColumns Columns);

/// <summary>Which link sets lie in a database's files: one declaration gives them all. See docs/linking.md.</summary>
public sealed record LinkRecipe(string Version, string Source, IReadOnlyList<DeclaredLinks> Sets)
{
    private const int MostSets = 200;

    public static Outcome<LinkRecipe> Read(string text, IdentifierSystems systems)
    {
        var read = ReadSystems.Parse<RecipeForm>(text, "docs/linking.md");
        if (read.Refused)
            return read.Refusal!;
        var form = read.Value;
        var faults = new FieldFaults()
            .Need(!string.IsNullOrWhiteSpace(form.Version), "version", new("データベースの版を書いてください。", "Say which version of the database it is."))
            .Need(!string.IsNullOrWhiteSpace(form.Source), "source", new("データの出典（アドレスなど）を書いてください。", "Say where the data come from, for example its address."))
            .Need(form.Sets is { Count: > 0 and <= MostSets }, "sets", new($"対応付けを 1～{MostSets} 件書いてください。", $"Declare 1 to {MostSets} link sets."));
        var sets = (form.Sets ?? []).Take(MostSets).Select((set, at) => Make(set, form.File, $"sets[{at + 1}]", systems, faults)).ToList();
        return faults.ToRefusal("bad-recipe") is { } refusal ? refusal : new LinkRecipe(form.Version!, form.Source!, [.. sets.OfType<DeclaredLinks>()]);
    }

    private static DeclaredLinks? Make(SetForm set, string? file, string at, IdentifierSystems systems, FieldFaults faults)
    {
        var (from, to) = (systems.Find(set.From ?? ""), systems.Find(set.To ?? ""));
        var path = set.File ?? file ?? "";
        var format = set.Format ?? LinkSources.FormatOf(path);
        var meaning = Meaning(set);
        faults.Need(from is not null, $"{at}.from", Unknown(set.From)).Need(to is not null, $"{at}.to", Unknown(set.To))
            .Need(path.Length > 0, $"{at}.file", new("ファイル名を書いてください。", "Name the file."))
            .Need(format is not null && LinkSources.Formats.Contains(format), $"{at}.format", new($"{string.Join("・", LinkSources.Formats)} のどれかです。", $"One of {string.Join(", ", LinkSources.Formats)}."))
            .Need(meaning is not null, $"{at}.meaning", new($"意味の名前（{string.Join("・", IdentifierSystems.Meanings.Keys)}）か、forward と backward の ja・en が必要です。", $"Name a meaning ({string.Join(", ", IdentifierSystems.Meanings.Keys)}), or give forward and backward in ja and en."))
            .Need(meaning?.Name != LinkMeaning.ReplacedBy || from == to, $"{at}.to", new("replacedBy は同じ体系の中の対応です。", "replacedBy links within one system."));
        return from is null || to is null || format is null || meaning is null ? null : new(path, format, from, to, meaning, new()
        {
            From = set.FromColumn ?? "1",
            To = set.ToColumn ?? "2",
            Header = set.Header,
            Table = set.Table,
            Query = set.Query,
            Predicate = set.Predicate,
        });
    }

    private static LinkMeaning? Meaning(SetForm set)
    {
        if (set is { Forward: { Ja: { } forwardJa, En: { } forwardEn }, Backward: { Ja: { } backwardJa, En: { } backwardEn } })
            return new(set.Meaning ?? "own", new(forwardJa, forwardEn), new(backwardJa, backwardEn));
        return IdentifierSystems.Meanings.GetValueOrDefault(set.Meaning ?? "");
    }

    private static Words Unknown(string? name) => new($"ID の体系「{name}」はありません。", $"There is no identifier system '{name}'.");

    internal sealed class RecipeForm
    {
        public string? Version { get; set; }

        public string? Source { get; set; }

        public string? File { get; set; }

        public List<SetForm>? Sets { get; set; }
    }

    internal sealed class SetForm
    {
        public string? From { get; set; }

        public string? To { get; set; }

        public string? Meaning { get; set; }

        public ReadSystems.WordsForm? Forward { get; set; }

        public ReadSystems.WordsForm? Backward { get; set; }

        public string? File { get; set; }

        public string? Format { get; set; }

        public string? FromColumn { get; set; }

        public string? ToColumn { get; set; }

        public bool Header { get; set; }

        public string? Table { get; set; }

        public string? Query { get; set; }

        public string? Predicate { get; set; }
    }
}
