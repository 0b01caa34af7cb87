using System.Net;
using System.Text.Json.Nodes;

namespace Tsumugi.Tests.Datasets.ServiceRegistry;

/// <summary>One address from which a client finds every service of the hub.</summary>
public sealed class RegistryTests(LabHub lab) : IClassFixture<LabHub>
{
    private const string Root = "/ga4gh/service-registry/v1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registry_names_every_service_and_each_says_the_same_of_itself()
    {
        using var nobody = lab.Hub.Client();
        var services = (await ReadAsync(nobody, $"{Root}/services")).AsArray();
        Assert.Equal(
            ["drs", "htsget", "htsget", "refget-sequence", "service-registry", "tes"],
            services.Select(one => (string)one!["type"]!["artifact"]!).Order(StringComparer.Ordinal));
        Assert.Equal(services.Count, services.Select(one => (string)one!["id"]!).Distinct().Count());
        foreach (var service in services)
        {
            foreach (var required in (string[])["id", "name", "type", "organization", "version", "url"])
                Assert.True(service![required] is not null, required);
            var info = await ReadAsync(nobody, $"{new Uri((string)service!["url"]!).AbsolutePath}/service-info");
            foreach (var member in (string[])["id", "name", "type", "organization", "version", "description"])
                Assert.True(JsonNode.DeepEquals(service[member], info[member]), $"{service["id"]}: {member}");
            Assert.True(JsonNode.DeepEquals(service, await ReadAsync(nobody, $"{Root}/services/{(string)service["id"]!}")));
        }

        var types = (await ReadAsync(nobody, $"{Root}/services/types")).AsArray();
        Assert.Equal(5, types.Count);
        Assert.All(types, type => Assert.Equal("org.ga4gh", (string?)type!["group"]));
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.GetAsync(new Uri($"{Root}/services/none", UriKind.Relative), Stop)).StatusCode);
    }

    private static async Task<JsonNode> ReadAsync(HttpClient client, string path) => JsonNode.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Stop))!;
}
