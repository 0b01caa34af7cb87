using System.Globalization;
using YamlDotNet.Serialization;

namespace Tsumugi.Datasets.Metadata;

/// <summary>Citation File Format 1.2.0: what stands beside code and tells reference managers how to cite it.</summary>
public sealed class CitationFile : IMetadataForm
{
    private static readonly ISerializer Yaml = new SerializerBuilder().WithQuotingNecessaryStrings().ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build();

    public string Name => "cff";

    public string Title => "CITATION.cff 1.2";

    public string MediaType => "application/yaml";

    public string FileName => "CITATION.cff";

    public bool Describes(string kind) => true;

    public string Write(RepositoryFacts facts)
    {
        var licences = facts.Conditions.Licences.Where(licence => Licences.Address(licence) is not null).ToList();
        return Yaml.Serialize(new Dictionary<string, object?>
        {
            ["cff-version"] = "1.2.0",
            ["message"] = "If you use it, please cite it as below.",

            // The format knows data and software; a model is the latter, as its own guide suggests.
            ["type"] = facts.IsDataset ? "dataset" : "software",
            ["title"] = facts.Title.En,
            ["authors"] = facts.Creators.Select(person => new Dictionary<string, object?> { ["name"] = person.Name, ["affiliation"] = facts.Publisher.Name.En }).ToList(),
            ["version"] = facts.Version,
            ["date-released"] = facts.PublishedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["doi"] = facts.Doi,
            ["url"] = facts.Page.AbsoluteUri,
            ["abstract"] = facts.Description,
            ["license"] = licences.Count switch { 0 => null, 1 => licences[0], _ => licences },
            ["keywords"] = facts.Keywords.Count == 0 ? null : facts.Keywords,
            ["references"] = facts.Sources.Count == 0 ? null : facts.Sources.Select(Reference).ToList(),
        });
    }

    // A reference must have authors, which a source of another institution does not show here: the publisher's page says who they are.
    private static Dictionary<string, object?> Reference(SourceFacts source) => new()
    {
        ["type"] = source.Kind == Repositories.RepositoryKinds.Dataset ? "dataset" : "software",
        ["title"] = source.Title.En,
        ["authors"] = new List<object> { new Dictionary<string, object?> { ["name"] = source.Node.Split(':')[1].Split('/')[0] } },
        ["doi"] = source.Doi,
        ["url"] = source.Page.AbsoluteUri,
    };
}
