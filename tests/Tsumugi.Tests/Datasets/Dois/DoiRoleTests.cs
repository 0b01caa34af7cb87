using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets.Dois;

/// <summary>Every address of DOIs, asked by everybody.</summary>
public sealed class DoiRoleTests(DoiLab lab) : IClassFixture<DoiLab>
{
    /// <summary>Nobody; a member of another institution; members with a read and a write token; a steward; an expired token; fine-grained tokens
    /// that may write this repository, and another one.</summary>
    private static readonly string[] Askers = ["anonymous", "other", "reader", "writer", "owner", "expired", "limited", "limited elsewhere"];

    private static readonly (string Method, string Path, string? Body, int[] OfPublic, int[] OfPrivate)[] Rows =
    [
        ("GET", "/api/v1/datasets/{id}/dois", null, [401, 200, 200, 200, 200, 401, 200, 200], [401, 404, 200, 200, 200, 401, 200, 404]),
        ("GET", "/api/v1/models/{id}/dois", null, [401, 200, 200, 200, 200, 401, 200, 200], [401, 404, 200, 200, 200, 401, 200, 404]),
        ("POST", "/api/v1/datasets/{id}/dois", "{}", [401, 403, 403, 200, 200, 401, 200, 403], [401, 404, 403, 400, 400, 401, 400, 404]),
        ("POST", "/api/v1/models/{id}/dois", "{}", [401, 403, 403, 200, 200, 401, 200, 403], [401, 404, 403, 400, 400, 401, 400, 404]),
        ("POST", "/api/v1/dois/{doi}/withdraw", """{"reason":"why"}""", [401, 403, 403, 200, 200, 401, 200, 403], [401, 404, 403, 409, 409, 401, 409, 404]),

        // A published DOI is for the world, also for whoever sends a token that no longer counts.
        ("GET", "/api/v1/dois/{doi}", null, [200, 200, 200, 200, 200, 401, 200, 200], [404, 404, 404, 404, 404, 401, 404, 404]),
        ("GET", "/api/v1/dois/{doi}/metadata/datacite", null, [200, 200, 200, 200, 200, 401, 200, 200], [404, 404, 404, 404, 404, 401, 404, 404]),
        ("GET", "/doi/{doi}", null, [200, 200, 200, 200, 200, 401, 200, 200], [404, 404, 404, 404, 404, 401, 404, 404]),
    ];

    public static TheoryData<string, string, bool> Table()
    {
        var table = new TheoryData<string, string, bool>();
        foreach (var row in Rows)
        {
            table.Add(row.Method, row.Path, false);
            table.Add(row.Method, row.Path, true);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Route_asked_by_everybody_answers_as_the_table_says(string method, string path, bool isPrivate)
    {
        var row = Rows.Single(row => row.Method == method && row.Path == path);
        var kind = path.Contains("/models/", StringComparison.Ordinal) ? "model" : "dataset";
        for (var i = 0; i < Askers.Length; i++)
        {
            // What is private can have no more than a draft.
            var repository = await lab.BeginAsync(kind, isPrivate ? Visibility.Institution : Visibility.Hub);
            var doi = await lab.MintAsync(repository, draft: isPrivate);
            var address = path.Replace("{id}", repository.Id, StringComparison.Ordinal).Replace("{doi}", doi.Doi, StringComparison.Ordinal);
            var body = row.Body is null ? null : HuggingFace.WireLab.Bytes(System.Text.Encoding.UTF8.GetBytes(row.Body), "application/json");
            using var answer = await lab.Wire.SendAsync(method, address, await lab.Wire.TokenAsync(Askers[i], repository), body);
            var expected = (isPrivate ? row.OfPrivate : row.OfPublic)[i];
            Assert.True((int)answer.StatusCode == expected, $"{method} {address} by {Askers[i]}: {(int)answer.StatusCode} instead of {expected}");
        }
    }

    [Fact]
    public void Table_has_every_route()
    {
        var routes = lab.Wire.Hub.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("/doi", StringComparison.Ordinal) && endpoint.RoutePattern.RawText.StartsWith("/api", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, Simple(endpoint.RoutePattern.RawText!)))).ToList();
        Assert.Equal(7, routes.Count);
        var known = Rows.Select(row => (row.Method, row.Path.Replace("metadata/datacite", "metadata/{form}", StringComparison.Ordinal))).ToList();
        Assert.All(routes, route => Assert.Contains(route, known));
    }

    private static string Simple(string pattern) =>
        pattern.Replace("{institution}/{name}", "{id}", StringComparison.Ordinal).Replace("{prefix}/{suffix}", "{doi}", StringComparison.Ordinal);
}
