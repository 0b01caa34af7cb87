using Tsumugi.Hub;

namespace Tsumugi.Datasets.Metadata;

/// <summary>The standards that the hub writes.</summary>
public static class MetadataForms
{
    public static IReadOnlyList<IMetadataForm> All { get; } = [new Croissant(), new RoCrate(), new DataCite(), new DataCiteXml(), new Dcat(), new SchemaOrg(), new GakuNinRdm(), new CitationFile()];

    public static IEnumerable<IMetadataForm> For(string kind) => All.Where(form => form.Describes(kind));

    public static Outcome<IMetadataForm> Find(string name, string kind)
    {
        if (For(kind).FirstOrDefault(form => form.Name == name) is { } found)
            return Outcome.Of(found);
        var known = For(kind).Select(form => form.Name).ToList();
        return Refusal.NotFound(
            new($"メタデータの形式「{name}」はありません。", $"There is no form of metadata called '{name}' here."),
            new($"次から選んでください：{string.Join("、", known)}。", $"Choose one of {string.Join(", ", known)}."));
    }
}
