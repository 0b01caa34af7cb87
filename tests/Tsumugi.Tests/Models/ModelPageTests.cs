using System.Net;
using Tsumugi.Tests.Datasets;

namespace Tsumugi.Tests.Models;

/// <summary>Every page and route of models and results, asked by everybody.</summary>
public sealed class ModelPageTests(ModelHub models) : IClassFixture<ModelHub>
{
    /// <summary>Address, then the status for: nobody, an outsider, a member, an operator.</summary>
    private static readonly (string Path, int[] Expected)[] Rows =
    [
        ("/models", [302, 200, 200, 200]),
        ("/models/lab/shown", [302, 200, 200, 200]),
        ("/models/lab/empty", [302, 200, 200, 200]),
        ("/models/lab/hidden", [302, 404, 200, 200]),
        ("/models/lab/shown/uses", [302, 200, 200, 200]),
        ("/models/lab/hidden/uses", [302, 404, 200, 200]),
        ("/models/lab/nothing", [302, 404, 404, 404]),
        ("/models/lab/shown?revision=0000", [302, 404, 404, 404]),
        ("/results/measure-shown", [302, 200, 200, 200]),
        ("/results/measure-hidden", [302, 404, 200, 200]),
        ("/results/nothing", [302, 404, 404, 404]),
        ("/api/v1/models", [401, 200, 200, 200]),
        ("/api/v1/models/lab/shown", [401, 200, 200, 200]),
        ("/api/v1/models/lab/hidden", [401, 404, 200, 200]),
        ("/api/v1/models/lab/shown/results", [401, 200, 200, 200]),
        ("/api/v1/models/lab/hidden/results", [401, 404, 200, 200]),
        ("/api/v1/models/lab/hidden/revisions/0000/files/model.safetensors", [401, 404, 404, 404]),
        ("/api/v1/results/measure-shown", [401, 200, 200, 200]),
        ("/api/v1/results/measure-hidden", [401, 404, 200, 200]),
        ("/api/v1/results/measure-shown/figures.csv", [401, 200, 200, 200]),
        ("/api/v1/results/measure-hidden/figures.csv", [401, 404, 200, 200]),
    ];

    public static TheoryData<string, string, int> Table()
    {
        var table = new TheoryData<string, string, int>();
        foreach (var (path, expected) in Rows)
        {
            for (var i = 0; i < expected.Length; i++)
                table.Add(path, LabHub.Askers[i], expected[i]);
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Address_opened_by_each_asker_answers_as_the_table_says(string path, string who, int expected)
    {
        using var answer = await models.OpenAsync(path, who);
        Assert.True((int)answer.StatusCode == expected, $"{path} by {who}: {answer.StatusCode}");
    }

    [Theory]
    [InlineData("/models")]
    [InlineData("/models/lab/shown")]
    [InlineData("/results/measure-shown")]
    [InlineData("/datasets/lab/open")]
    [InlineData("/results/measure-hidden")]
    public async Task Page_names_nothing_private_to_an_outsider(string path)
    {
        using var answer = await models.OpenAsync(path, "outsider");
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var secret in (string[])["lab/hidden", "lab/secret", "train-"])
            Assert.DoesNotContain(secret, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_page_says_what_it_was_made_from_and_how_well_it_finds()
    {
        using var answer = await models.OpenAsync("/models/lab/shown", "member");
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var part in (string[])["/models/lab/hidden?revision=", "/datasets/lab/secret?revision=", "/jobs/train-shown", "/results/measure-shown", "123,456", "50.0 %", "0.321", "DUO:0000042", "model.safetensors"])
            Assert.Contains(part, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_come_as_one_line_each()
    {
        using var answer = await models.OpenAsync("/api/v1/results/measure-shown/figures.csv", "outsider");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Equal("dnaToText,model,all,40,40,0.25,0.5,0.321,0.025,0.25,false", lines[3]);
    }
}
