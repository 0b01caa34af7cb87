using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tsumugi.Tests.Models;

namespace Tsumugi.Tests.Datasets.Metadata;

/// <summary>What other catalogues read of a hub, end to end.</summary>
public sealed partial class MetadataRouteTests(ModelHub models) : IClassFixture<ModelHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_that_Croissant_names_can_be_fetched_with_the_hash_it_states()
    {
        using var client = models.Hub.Client(await models.Hub.TokenAsync("outsider"));
        foreach (var path in (string[])["/api/v1/datasets/lab/open/metadata/croissant", "/api/datasets/lab/open/croissant"])
        {
            var croissant = JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Stop))!;
            var files = croissant["distribution"]!.AsArray();
            Assert.True(files.Count >= 3);
            foreach (var file in files)
            {
                var bytes = await client.GetByteArrayAsync(new Uri((string)file!["contentUrl"]!), Stop);
                Assert.Equal((string?)file["sha256"], Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
                Assert.Equal((string?)file["contentSize"], $"{bytes.Length} B");
            }

            using var page = await models.OpenAsync(new Uri((string)croissant["url"]!).PathAndQuery, "outsider");
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("duo:0000042", (string?)croissant["usageInfo"]!["odrl:permission"]!["odrl:action"]!["@id"]);
        }
    }

    [Theory]
    [InlineData("outsider", 0)]
    [InlineData("member", 2)]
    public async Task Crate_of_a_public_model_names_private_sources_to_members_only(string who, int sources)
    {
        using var client = models.Hub.Client(await models.Hub.TokenAsync(who));
        var text = await client.GetStringAsync(new Uri("/api/v1/models/lab/shown/metadata/ro-crate", UriKind.Relative), Stop);
        var entities = JsonNode.Parse(text)!["@graph"]!.AsArray().ToDictionary(entity => (string)entity!["@id"]!, entity => entity!);
        var root = entities[(string)entities["ro-crate-metadata.json"]["about"]!["@id"]!];
        Assert.Equal(sources, root["isBasedOn"]?.AsArray().Count ?? 0);
        Assert.Equal(who == "member", text.Contains("lab/secret", StringComparison.Ordinal));
        Assert.Equal(who == "member", text.Contains("CreateAction", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/datasets/lab/open/metadata/datacite", "anonymous", 401)]
    [InlineData("/api/v1/datasets/lab/secret/metadata/datacite", "outsider", 404)]
    [InlineData("/api/v1/datasets/lab/secret/metadata/datacite", "member", 200)]
    [InlineData("/api/v1/datasets/lab/open/metadata/marc", "member", 404)]
    [InlineData("/api/v1/models/lab/shown/metadata/croissant", "member", 404)]
    [InlineData("/api/v1/models/lab/shown/metadata/datacite-xml", "outsider", 200)]
    [InlineData("/api/v1/models/lab/empty/metadata/datacite", "member", 404)]
    [InlineData("/api/v1/datasets/lab/open/metadata/schema-org?revision=0000", "member", 404)]
    public async Task Route_answers_each_asker_as_the_repository_itself_does(string path, string who, int expected)
    {
        using var answer = await models.OpenAsync(path, who);
        Assert.Equal(expected, (int)answer.StatusCode);
        if (expected == 200)
            Assert.NotNull(answer.Content.Headers.ContentDisposition?.FileName);
    }

    [Theory]
    [InlineData("/datasets/lab/open", "Dataset")]
    [InlineData("/models/lab/shown", "CreativeWork")]
    public async Task Page_carries_structured_data_and_links_to_every_form(string path, string type)
    {
        using var answer = await models.OpenAsync(path, "outsider");
        var html = await answer.Content.ReadAsStringAsync(Stop);
        var data = JsonNode.Parse(Data().Match(html).Groups[1].Value)!;
        Assert.Equal(type, (string?)data["@type"]);
        foreach (Match link in Links().Matches(html))
        {
            using var form = await models.OpenAsync(WebUtility.HtmlDecode(link.Groups[1].Value), "outsider");
            Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        }

        Assert.Equal(type == "Dataset" ? 8 : 6, Links().Count(html));
    }

    [GeneratedRegex("<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("href=\"(/api/v1/[^\"]*/metadata/[^\"]*)\"")]
    private static partial Regex Links();
}
