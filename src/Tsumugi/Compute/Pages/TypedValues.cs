using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Pages;

/// <summary>The lines <c>path = value</c> of the form: one value takes the place of the recipe's own, several make a sweep.</summary>
/// <param name="Over">Empty for a job by itself.</param>
internal sealed record TypedValues(IReadOnlyDictionary<string, JsonElement> Changes, IReadOnlyDictionary<string, JsonElement> Over)
{
    public const string Field = "values";

    private static readonly string[] Prefixes = ["changes.", "over."];

    public static Outcome<TypedValues> Read(string? text)
    {
        var (changes, over, faults) = (new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), new FieldFaults());
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var (line, number) = (lines[at].Trim(), at + 1);
            if (line.Length == 0)
                continue;
            var (path, value) = line.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : ("", "");
            faults.Need(path.Length > 0, Field, new($"{number} 行目は「learningRate = 0.001」の形で書いてください。", $"Write line {number} as 'learningRate = 0.001'."))
                .Need(!changes.ContainsKey(path) && !over.ContainsKey(path), Field, new($"{number} 行目の {path} は、前の行にもあります。", $"Line {number}: {path} stands on an earlier line, too."));
            if (ValueText.Read(value) is [var one])
                changes[path] = one;
            else
                over[path] = JsonSerializer.SerializeToElement(ValueText.Read(value));
        }

        return faults.ToRefusal("bad-job") is { } refusal ? refusal : new TypedValues(changes, over);
    }

    /// <returns>Lines that <see cref="Read"/> reads as these changes.</returns>
    public static string Write(IReadOnlyDictionary<string, JsonElement> changes) => string.Join('\n', changes.Select(change => $"{change.Key} = {change.Value.GetRawText()}"));

    /// <summary>What the hub says of paths stands at the one field that they were typed into; what it says of a sweep's job, at the job's own fields.</summary>
    public static Refusal OnForm(Refusal refusal)
    {
        var fields = new SortedDictionary<string, Words>(StringComparer.Ordinal);
        foreach (var (field, words) in refusal.Fields)
        {
            var path = Prefixes.Where(prefix => field.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => field[prefix.Length..]).FirstOrDefault();
            var at = path is not null || field == "over" ? Field : field.StartsWith("recipe", StringComparison.Ordinal) ? "configuration" : field.StartsWith("job.", StringComparison.Ordinal) ? field["job.".Length..] : field;
            var named = path ?? (at == "configuration" && field != at ? field : null);
            var said = named is null ? words : new Words($"{named}：{words.Ja}", $"{named}: {words.En}");
            fields[at] = fields.TryGetValue(at, out var before) ? new($"{before.Ja} {said.Ja}", $"{before.En} {said.En}") : said;
        }

        return refusal with { Fields = fields };
    }
}
