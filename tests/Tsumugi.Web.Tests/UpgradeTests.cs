using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tsumugi.Web.Tests;

/// <summary>State folders that earlier versions of the program wrote, opened by today's.</summary>
public sealed class UpgradeTests
{
    private const string Dataset = "genome-center/leptospira";
    private const string Newest = "91ba7ca1c9b7841480f6c56696f18afe51352fb812620eba7b9aad4aa31a0a5d";

    private static readonly Dictionary<string, string[]> FilesOfVersion1 = new()
    {
        ["1a642565e01e8cca75376fb9505352f169224be90061875fdc8f276793f1cba6"] =
        [
            "genes.parquet 7b5df5038f12f47d6bfb6ec1c76d4b76f997a042807f38697653a14fba4d8d4d",
            "quality.json 8d8fbd1668a362b9e5a319ee8d86120f61d83088c9beb693d07068b337141d4d",
            "source/six.gbk 4e78bc68b49631f99da5f9a83cbef7ef11a8a93d60f3f7fb2fc7ddb4bf376077",
        ],
        [Newest] =
        [
            "genes.parquet b1b9fc7452e16a33844f221f112a165d63a898e32299f9ec85b15f29987593e3",
            "quality.json 646b699f4b4bae3396d8457e82e18a84fbbea747058d621e133c04cd5e0bfac9",
            "source/genes.gbk 79c57bb8c7acbeb063042b49fa6964823e0f9512d1f5eb2bc85863175dc4724c",
        ],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_of_version_1_keeps_its_revisions_files_and_thread()
    {
        using var state = new TemporaryFolder();
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(AppContext.BaseDirectory, "Earlier", "version1.zip"), state.Path, Stop);

        // The second start finds everything done.
        for (var start = 0; start < 2; start++)
        {
            using var hub = HubProcess.Start("up", "--data", state.Path, "--port", "0");
            using var client = new HttpClient { BaseAddress = await hub.AddressAsync() };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await HubProcess.TokenAsync(state.Path));

            foreach (var (revision, files) in FilesOfVersion1)
                Assert.Equal(files, await FilesAsync(client, revision));
            Assert.Equal(2, (await client.GetFromJsonAsync<JsonElement>($"/api/datasets/{Dataset}/commits/main", Stop)).GetArrayLength());
            var described = await client.GetFromJsonAsync<JsonElement>($"/api/v1/datasets/{Dataset}", Stop);
            Assert.EndsWith(Newest, described.GetProperty("summary").GetProperty("newest").GetString(), StringComparison.Ordinal);
            Assert.Equal("NonCommercialUseOnly", described.GetProperty("effectiveConditions").GetProperty("modifiers")[0].GetString());
            Assert.Equal("steward", (await client.GetFromJsonAsync<JsonElement>("/api/v1/people/hanako", Stop))
                .GetProperty("memberships")[0].GetProperty("role").GetString());
            Assert.Equal("10.1000/182", (await client.GetFromJsonAsync<JsonElement>("/api/v1/publications", Stop))[0].GetProperty("doi").GetString());
            var thread = await client.GetFromJsonAsync<JsonElement>("/api/v1/thread/verify", Stop);
            Assert.True(thread.GetProperty("valid").GetBoolean());
            Assert.True(thread.GetProperty("length").GetInt64() >= 15);
        }
    }

    /// <returns>Path and SHA-256 of each file, read whole.</returns>
    private static async Task<List<string>> FilesAsync(HttpClient client, string revision)
    {
        var found = new List<string>();
        foreach (var path in FilesOfVersion1[revision].Select(file => file.Split(' ')[0]))
        {
            var bytes = await client.GetByteArrayAsync(new Uri($"/api/v1/datasets/{Dataset}/revisions/{revision}/files/{path}", UriKind.Relative), Stop);
            found.Add($"{path} {Convert.ToHexStringLower(SHA256.HashData(bytes))}");
        }

        return found;
    }
}
