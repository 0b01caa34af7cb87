using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Hub.Language;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Tsumugi.Datasets.Repositories;

/// <summary>A card: Markdown with facts in YAML before it.</summary>
/// <param name="Data">The facts, as one JSON object; empty when there are none.</param>
/// <param name="Fault">Why the facts could not be read; null when they could.</param>
public sealed record ModelCard(string Data, string Markdown, Words? Fault)
{
    /// <summary>Where a repository's card lies.</summary>
    public const string FileName = "README.md";

    private const string Fence = "---";

    private const int MostDepth = 32;

    public static ModelCard Read(string text)
    {
        var body = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (!body.StartsWith(Fence + "\n", StringComparison.Ordinal))
            return new("{}", body, null);
        var end = body.IndexOf("\n" + Fence, StringComparison.Ordinal);
        if (end < 0)
            return new("{}", body, new("先頭の --- を閉じる --- がありません。", "The --- at the beginning is not closed by another."));
        var markdown = body[(end + Fence.Length + 1)..].TrimStart('\n');
        try
        {
            var yaml = new YamlStream();
            var facts = body[Fence.Length..end];

            // YAML allows no NUL, and the library takes one for the end of the text.
            if (facts.Contains('\0', StringComparison.Ordinal))
                return new("{}", markdown, new("先頭の YAML に NUL 文字があります。取り除いてください。", "The YAML at the beginning holds a NUL character; take it out."));
            RefuseDepth(new Parser(new StringReader(facts)));
            yaml.Load(new Parser(new StringReader(facts)));
            if (yaml.Documents.Count == 0)
                return new("{}", markdown, null);
            return yaml.Documents[0].RootNode is YamlMappingNode map
                ? new(Json(map, new Budget(), 1)!.ToJsonString(Plain), markdown, null)
                : new("{}", markdown, new("先頭の YAML は「キー: 値」の並びにしてください。", "The YAML at the beginning must be a list of keys and values."));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // The library's own complaints about some texts that are no YAML.
            return new("{}", markdown, new($"先頭の YAML を読めません：{error.Message}", $"The YAML at the beginning cannot be read: {error.Message}"));
        }
        catch (YamlException error)
        {
            return new("{}", markdown, new(
                $"先頭の YAML の {error.Start.Line} 行目を読めません：{error.Message}", $"Line {error.Start.Line} of the YAML at the beginning cannot be read: {error.Message}"));
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The library builds its nodes by recursion, and a stack that overflows ends the hub; events are read without.</summary>
    private static void RefuseDepth(Parser events)
    {
        for (var depth = 0; events.MoveNext();)
        {
            depth += events.Current!.NestingIncrease;
            // The stream and the document count as one each.
            if (depth > MostDepth + 2)
                throw TooDeep(events.Current.Start, events.Current.End);
        }
    }

    private static YamlException TooDeep(Mark start, Mark end) => new(start, end, $"values lie in one another more than {MostDepth} deep");

    // Anchors may repeat what they name without end.
    private sealed class Budget
    {
        private const int MostNodes = 20_000;

        private int _nodes;

        public void Take(YamlNode node, int depth)
        {
            if (depth > MostDepth)
                throw TooDeep(node.Start, node.End);
            if (++_nodes > MostNodes)
                throw new YamlException(node.Start, node.End, $"there are more than {MostNodes} values");
        }
    }

    private static JsonNode? Json(YamlNode node, Budget budget, int depth)
    {
        budget.Take(node, depth);
        return node switch
        {
            YamlMappingNode map => Object(map, budget, depth),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Json(child, budget, depth + 1))]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Scalar(scalar.Value ?? ""),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };
    }

    private static JsonObject Object(YamlMappingNode map, Budget budget, int depth)
    {
        var made = new JsonObject();
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || made.ContainsKey(name))
                throw new YamlException(key.Start, key.End, "a key must be a text, and stand once");
            made[name] = Json(value, budget, depth + 1);
        }

        return made;
    }

    private static JsonValue? Scalar(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
