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
            yaml.Load(new Parser(new StringReader(facts)));
            if (yaml.Documents.Count == 0)
                return new("{}", markdown, null);
            return yaml.Documents[0].RootNode is YamlMappingNode map
                ? new(Json(map, new Budget())!.ToJsonString(Plain), markdown, null)
                : new("{}", markdown, new("先頭の YAML は「キー: 値」の並びにしてください。", "The YAML at the beginning must be a list of keys and values."));
        }
        catch (YamlException error)
        {
            return new("{}", markdown, new(
                $"先頭の YAML の {error.Start.Line} 行目を読めません：{error.Message}", $"Line {error.Start.Line} of the YAML at the beginning cannot be read: {error.Message}"));
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Anchors may repeat what they name without end.
    private sealed class Budget
    {
        private const int MostNodes = 20_000;

        private int _nodes;

        public void Take(YamlNode node)
        {
            if (++_nodes > MostNodes)
                throw new YamlException(node.Start, node.End, $"there are more than {MostNodes} values");
        }
    }

    private static JsonNode? Json(YamlNode node, Budget budget)
    {
        budget.Take(node);
        return node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(pair.Key.ToString(), Json(pair.Value, budget)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(child => Json(child, budget))]),
            YamlScalarNode { Style: ScalarStyle.Plain } scalar => Scalar(scalar.Value ?? ""),
            YamlScalarNode scalar => JsonValue.Create(scalar.Value),
            _ => null,
        };
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
