using System.Text.Json.Nodes;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>Tags of a repository, from its card: those written there, library, languages, licences and data.</summary>
internal static class RepositoryTags
{
    public static IEnumerable<string> Of(string kind, JsonObject card)
    {
        foreach (var tag in Texts(card["tags"]))
            yield return tag;
        foreach (var key in (string[])["library_name", "pipeline_tag"])
        {
            if (card[key] is JsonValue value)
                yield return value.ToString();
        }

        foreach (var language in Texts(card["language"]))
            yield return language;
        foreach (var licence in Texts(card["license"]))
            yield return $"license:{licence}";
        foreach (var dataset in kind == RepositoryKinds.Model ? Texts(card["datasets"]) : [])
            yield return $"dataset:{dataset}";
    }

    /// <returns>One text or several, as cards write both.</returns>
    public static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.OfType<JsonValue>().Select(value => value.ToString()),
        JsonValue value => [value.ToString()],
        _ => [],
    };
}
