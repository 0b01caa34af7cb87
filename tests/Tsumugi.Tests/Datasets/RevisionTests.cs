using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets;

/// <summary>Revisions are named by their content, and found by the start of their names.</summary>
public sealed class RevisionTests(LabHub lab) : IClassFixture<LabHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Same_bytes_again_are_the_same_revision()
    {
        await lab.BeginAsync(RepositoryKinds.Dataset, "twice", Visibility.Hub);
        var first = await lab.ImportAsync("lab/twice", LabHub.GenBank);
        var second = await lab.ImportAsync("lab/twice", LabHub.GenBank);
        Assert.Equal(first.Value.Hash, second.Value.Hash);
        var third = await lab.ImportAsync("lab/twice", LabHub.GenBank.Replace("second", "other", StringComparison.Ordinal));
        Assert.Equal(2, third.Value.Number);
    }

    [Fact]
    public async Task File_is_downloaded_whole_by_range_and_not_again_when_unchanged()
    {
        using var client = lab.Hub.Client(await lab.Hub.TokenAsync("outsider"));
        var revision = await NewestAsync(client, "open");
        var path = $"/api/v1/datasets/lab/open/revisions/{revision[..12]}/files/source/small.gbk";
        using var whole = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        var bytes = await whole.Content.ReadAsByteArrayAsync(Stop);
        Assert.Equal(LabHub.Bytes(LabHub.GenBank), bytes);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", whole.Headers.ETag!.Tag);

        using var part = await SendAsync(client, path, headers => headers.Range = new RangeHeaderValue(6, 11));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[6..12], await part.Content.ReadAsByteArrayAsync(Stop));
        using var known = await SendAsync(client, path, headers => headers.IfNoneMatch.Add(whole.Headers.ETag));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var beyond = await SendAsync(client, path, headers => headers.Range = new RangeHeaderValue(1_000_000, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
    }

    [Fact]
    public async Task Start_of_a_hash_that_fits_two_revisions_is_ambiguous()
    {
        await lab.BeginAsync(RepositoryKinds.Dataset, "many", Visibility.Hub);
        var seen = new Dictionary<char, string>();
        string? twice = null;

        // Among seventeen hashes two begin alike.
        for (var i = 0; twice is null; i++)
        {
            var hash = (await lab.ImportAsync("lab/many", LabHub.GenBank.Replace("second", $"p{i}", StringComparison.Ordinal))).Value.Hash;
            if (!seen.TryAdd(hash[0], hash))
                twice = hash[..1];
        }

        using var client = lab.Hub.Client(await lab.Hub.TokenAsync("outsider"));
        using var route = await client.GetAsync(new Uri($"/api/v1/datasets/lab/many/revisions/{twice}/files/genes.parquet", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.Conflict, route.StatusCode);
        using var page = await lab.OpenAsync($"/datasets/lab/many?revision={twice}", "outsider");
        Assert.Equal(HttpStatusCode.Conflict, page.StatusCode);
        using var older = await lab.OpenAsync($"/datasets/lab/many?revision={seen[twice[0]]}", "outsider");
        Assert.Equal(HttpStatusCode.OK, older.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, Action<HttpRequestHeaders> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        with(request.Headers);
        return await client.SendAsync(request, Stop);
    }

    private static async Task<string> NewestAsync(HttpClient client, string name)
    {
        var text = await client.GetStringAsync(new Uri($"/api/v1/datasets/lab/{name}", UriKind.Relative), Stop);
        return JsonDocument.Parse(text).RootElement.GetProperty("revisions")[0].GetProperty("hash").GetString()!;
    }
}
