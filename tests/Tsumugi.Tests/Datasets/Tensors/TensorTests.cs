using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text;
using Tsumugi.Client.Datasets;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Institutions;
using Tsumugi.Tests.Datasets.HuggingFace;

namespace Tsumugi.Tests.Datasets.Tensors;

/// <summary>Tensors of a repository, over the programming interface and on the page.</summary>
public sealed class TensorTests(WireLab lab) : IClassFixture<WireLab>
{
    private static readonly float[] Numbers = [0, 1, 2, 3, float.NaN, -1];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Divided_model_is_listed_with_its_parameters_and_what_its_index_misses()
    {
        var repository = await lab.BeginAsync();
        await lab.CommitBytesAsync(
            repository,
            ("model-1.safetensors", File("a.weight", [2, 3], Numbers)),
            ("model-2.safetensors", File("b.weight", [6], Numbers)),
            ("model.safetensors.index.json", Encoding.UTF8.GetBytes("""{"weight_map":{"a.weight":"model-1.safetensors","b.weight":"model-1.safetensors"}}""")));
        using var client = lab.Hub.Client(lab.Member);
        var view = (await client.GetFromJsonAsync<TensorsView>(new Uri($"/api/v1/models/{repository.Id}/tensors", UriKind.Relative), Stop))!;
        Assert.Equal((12, 48, 2), (view.Parameters, view.Bytes, view.Files.Count));
        Assert.Equal([2, 3], view.Files[0].Tensors[0].Shape);
        Assert.Equal(["b.weight"], Assert.Single(view.Indexes).Missing);

        var numbers = (await client.GetFromJsonAsync<TensorStatisticsView>(
            new Uri($"/api/v1/models/{repository.Id}/tensors/statistics?file=model-1.safetensors&tensor=a.weight", UriKind.Relative), Stop))!;
        Assert.Equal((6, 1, -1, 3, 1, 1), (numbers.Counted, numbers.NotNumbers, numbers.Minimum, numbers.Maximum, numbers.Mean, numbers.Zeros));
        Assert.Equal((false, 5), (numbers.Sampled, numbers.Histogram.Sum()));
    }

    [Fact]
    public async Task Page_filters_shows_numbers_and_says_what_is_not_there()
    {
        var repository = await lab.BeginAsync();
        await lab.CommitBytesAsync(repository, ("model.safetensors", File("layer.0.weight", [2, 3], Numbers)));
        using var browser = await lab.Hub.SignedInAsync("member");
        var home = await ReadAsync(browser, $"/models/{repository.Id}");
        Assert.Contains($"/models/{repository.Id}/tensors", home, StringComparison.Ordinal);
        Assert.Contains("layer.0.weight", await ReadAsync(browser, $"/models/{repository.Id}/tensors"), StringComparison.Ordinal);
        Assert.DoesNotContain("layer.0.weight</a>", await ReadAsync(browser, $"/models/{repository.Id}/tensors?q=bias"), StringComparison.Ordinal);
        Assert.Contains("<svg", await ReadAsync(browser, $"/models/{repository.Id}/tensors?in=model.safetensors&tensor=layer.0.weight"), StringComparison.Ordinal);
        Assert.Contains("notice-bad", await ReadAsync(browser, $"/models/{repository.Id}/tensors?in=model.safetensors&tensor=none"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anonymous", Gating.Open, 401)]
    [InlineData("other", Gating.Open, 200)]
    [InlineData("other", Gating.Manual, 403)]
    [InlineData("accepted", Gating.Manual, 200)]
    [InlineData("limited", Gating.Manual, 200)]
    public async Task Tensors_are_for_whoever_may_download_the_file(string who, Gating gating, int expected)
    {
        var repository = await lab.BeginAsync("model", Visibility.Hub, gating);
        await lab.CommitBytesAsync(repository, ("model.safetensors", File("w", [6], Numbers)));
        var token = await lab.TokenAsync(who, repository);
        foreach (var path in (string[])["tensors", "tensors/statistics?file=model.safetensors&tensor=w"])
        {
            using var answer = await lab.SendAsync("GET", $"/api/v1/models/{repository.Id}/{path}", token);
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("file=none.safetensors&tensor=w", 404)]
    [InlineData("file=model.safetensors&tensor=none", 404)]
    [InlineData("file=complex.safetensors&tensor=c", 422)]
    [InlineData("file=notes.txt&tensor=w", 404)]
    public async Task Statistics_that_cannot_be_had_are_refused(string query, int expected)
    {
        var repository = await lab.BeginAsync();
        await lab.CommitBytesAsync(
            repository, ("model.safetensors", File("w", [6], Numbers)), ("complex.safetensors", Written(TensorType.C64, "c", [1], new byte[8])), ("notes.txt", [65]));
        using var answer = await lab.SendAsync("GET", $"/api/v1/models/{repository.Id}/tensors/statistics?{query}", lab.Member);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    private static byte[] File(string name, long[] shape, float[] numbers) => Written(TensorType.F32, name, shape, MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());

    private static byte[] Written(TensorType type, string name, long[] shape, byte[] bytes)
    {
        var path = Path.GetTempFileName();
        try
        {
            SafetensorsWriter.Write(path, new Dictionary<string, string>(), [(name, type, shape, bytes)]);
            return System.IO.File.ReadAllBytes(path);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static async Task<string> ReadAsync(Kit.Browser browser, string path) =>
        WebUtility.HtmlDecode(await browser.Client.GetStringAsync(new Uri(path, UriKind.Relative), Stop));
}
