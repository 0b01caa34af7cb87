using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tsumugi.Client.Models;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>Sequences in, named results out.</summary>
[Collection(nameof(ServedHub))]
public sealed class SequencesTests(ServedHub served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_ofFasta_givesVectorsAndNearestGenesByName()
    {
        var answer = await AskAsync("connected", "?view=protein&top=3&against=dna", $">first a gene\nMKTAYIAKQR\nQISFVKSHFSRQ\n\n>second\n{ServedHub.Protein}\n", "text/x-fasta");
        Assert.Equal($"{(await served.NewestAsync("lab/connected")).Node}", answer.Model);
        Assert.Equal(["first", "second"], answer.Items.Select(item => item.Name));
        Assert.Equal(answer.Items[0].Embedding!, answer.Items[1].Embedding!, (one, other) => MathF.Abs(one - other) < 1e-4f);
        Assert.Equal(1, answer.Items[0].Embedding!.Sum(value => value * value), 1e-3f);
        Assert.All(answer.Items, item => Assert.Equal([1, 2, 3], item.Nearest!.Select(gene => gene.Rank)));
        var gene = answer.Items[0].Nearest![0];
        using var browser = await served.Hub.SignedInAsync("member");
        using var page = await browser.GetAsync(gene.Page);
        Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("dataset:lab/genes@", gene.Dataset, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ofJson_givesScoresAndStatesByPosition()
    {
        var answer = await AskAsync("protein-encoder", "", """{"items":[{"sequence":"MKT"},{"sequence":"MW","name":"short"}],"outputs":["scores","states"]}""", "application/json");
        Assert.Equal(["1", "short"], answer.Items.Select(item => item.Name));
        Assert.Equal([3, 2], answer.Items.Select(item => item.Scores!.Length));
        Assert.Equal([3, 2], answer.Items.Select(item => item.States!.Count));
        Assert.All(answer.Items, item => Assert.Null(item.Embedding));
        var plain = await AskAsync("protein-encoder", "", """{"items":[{"sequence":"MKT"}]}""", "application/json");
        Assert.Equal((3, 64, true), (plain.Items[0].Scores!.Length, plain.Items[0].Embedding!.Length, plain.Items[0].States is null));
    }

    [Theory]
    [InlineData("connected", "", ">a\nMKT", "text/x-fasta", "bad-view")]
    [InlineData("connected", "?view=rna", ">a\nMKT", "text/x-fasta", "bad-view")]
    [InlineData("connected", "?view=protein&outputs=folds", ">a\nMKT", "text/x-fasta", "bad-output")]
    [InlineData("protein-encoder", "?outputs=nearest", ">a\nMKT", "text/x-fasta", "bad-output")]
    [InlineData("connected", "?view=protein&top=0", ">a\nMKT", "text/x-fasta", "bad-request")]
    [InlineData("connected", "?view=protein&top=many", ">a\nMKT", "text/x-fasta", "bad-request")]
    [InlineData("connected", "?view=protein&against=rna", ">a\nMKT", "text/x-fasta", "bad-request")]
    [InlineData("connected", "?view=protein", "", "text/x-fasta", "bad-fasta")]
    [InlineData("connected", "?view=protein", """{"items":[]}""", "application/json", "bad-view")]
    [InlineData("connected", "", """{"items":[],"view":"protein"}""", "application/json", "bad-request")]
    [InlineData("connected", "?view=protein", "MKT\n>a\nMKT", "text/x-fasta", "bad-fasta")]
    [InlineData("connected", "?view=protein", ">a\nMK1", "text/x-fasta", "bad-fasta")]
    [InlineData("connected", "?view=dna", ">a\nACGT", "text/x-fasta", "bad-query")]
    [InlineData("connected", "?view=protein", ">a\n", "text/x-fasta", "bad-query")]
    [InlineData("connected", "", "nothing", "application/json", "bad-request")]
    [InlineData("connected", "", """{"items":null}""", "application/json", "bad-request")]
    [InlineData("connected", "", """{"items":[{"sequence":null}]}""", "application/json", "bad-request")]
    public async Task Infer_thatIsWrong_isRefused(string model, string query, string body, string type, string code)
    {
        using var answer = await PostAsync(model, query, body, type);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal((400, code), ((int)answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.NotEmpty(problem.GetProperty("remedy").GetString()!);
    }

    private async Task<SequencesAnswer> AskAsync(string model, string query, string body, string type)
    {
        using var answer = await PostAsync(model, query, body, type);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<SequencesAnswer>(Stop))!;
    }

    private Task<HttpResponseMessage> PostAsync(string model, string query, string body, string type) =>
        served.Member.PostAsync(new Uri($"/api/v1/models/lab/{model}/infer{query}", UriKind.Relative), new StringContent(body, Encoding.UTF8, type), Stop);
}
