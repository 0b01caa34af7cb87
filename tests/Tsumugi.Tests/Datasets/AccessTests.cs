namespace Tsumugi.Tests.Datasets;

/// <summary>Every page and route of datasets, asked by everybody.</summary>
public sealed class AccessTests(LabHub lab) : IClassFixture<LabHub>
{
    /// <summary>Address, then the status for: nobody, an outsider, a member, an operator.</summary>
    private static readonly (string Path, int[] Expected)[] Rows =
    [
        ("/datasets", [302, 200, 200, 200]),
        ("/datasets?q=op%25en&page=9", [302, 200, 200, 200]),
        ("/datasets/new", [302, 200, 200, 200]),
        ("/datasets/lab/open", [302, 200, 200, 200]),
        ("/datasets/lab/open/genes?q=first&split=train&page=2", [302, 200, 200, 200]),
        ("/datasets/lab/open/genes/T_1", [302, 200, 200, 200]),
        ("/datasets/lab/open/genes/T_9", [302, 404, 404, 404]),
        ("/datasets/lab/open/quality", [302, 200, 200, 200]),
        ("/datasets/lab/open?revision=0000", [302, 404, 404, 404]),
        ("/datasets/lab/open?revision=..%2F", [302, 404, 404, 404]),
        ("/datasets/lab/secret", [302, 404, 200, 200]),
        ("/datasets/lab/secret/genes", [302, 404, 200, 200]),
        ("/datasets/lab/secret/genes/T_1", [302, 404, 200, 200]),
        ("/datasets/lab/secret/quality", [302, 404, 200, 200]),
        ("/datasets/lab/open/commits", [302, 200, 200, 200]),
        ("/datasets/lab/open/commits?ref=nothing&page=9", [302, 200, 200, 200]),
        ("/datasets/lab/open/commit/0000000", [302, 404, 404, 404]),
        ("/datasets/lab/open/access", [302, 200, 200, 200]),
        ("/datasets/lab/open/card", [302, 403, 200, 200]),
        ("/datasets/lab/open/settings", [302, 403, 200, 200]),
        ("/datasets/lab/open/dois", [302, 200, 200, 200]),
        ("/datasets/lab/secret/dois", [302, 404, 200, 200]),
        ("/datasets/lab/open/withdrawals", [302, 200, 200, 200]),
        ("/datasets/lab/secret/withdrawals", [302, 404, 200, 200]),
        ("/withdrawals/nothing", [302, 404, 404, 404]),
        ("/api/v1/datasets/lab/open/withdrawals", [401, 200, 200, 200]),
        ("/api/v1/datasets/lab/secret/withdrawals", [401, 404, 200, 200]),
        ("/api/v1/withdrawals/nothing", [401, 404, 404, 404]),
        ("/datasets/lab/open/concern", [302, 200, 200, 200]),
        ("/datasets/lab/secret/concern", [302, 404, 200, 200]),
        ("/datasets/lab/open/consent", [302, 403, 200, 200]),
        ("/datasets/lab/secret/consent", [302, 404, 200, 200]),
        ("/obligations", [302, 200, 200, 200]),
        ("/api/v1/datasets/lab/open/concerns", [401, 200, 200, 200]),
        ("/api/v1/datasets/lab/secret/concerns", [401, 404, 200, 200]),
        ("/api/v1/obligations", [401, 200, 200, 200]),
        ("/doi/10.5072/nothing", [404, 404, 404, 404]),
        ("/datasets/lab/secret/commits", [302, 404, 200, 200]),
        ("/datasets/lab/secret/access", [302, 404, 200, 200]),
        ("/datasets/lab/secret/card", [302, 404, 200, 200]),
        ("/datasets/lab/secret/settings", [302, 404, 200, 200]),
        ("/datasets/lab/nothing", [302, 404, 404, 404]),
        ("/api/v1/datasets", [401, 200, 200, 200]),
        ("/api/v1/datasets/lab/open", [401, 200, 200, 200]),
        ("/api/v1/datasets/lab/secret", [401, 404, 200, 200]),
        ("/api/v1/datasets/lab/nothing", [401, 404, 404, 404]),
        ("/api/v1/datasets/lab/open/revisions/0000/files/genes.parquet", [401, 404, 404, 404]),
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
        using var answer = await lab.OpenAsync(path, who);
        Assert.True((int)answer.StatusCode == expected, $"{path} by {who}: {answer.StatusCode}");
        if (expected == 302)
            Assert.StartsWith("/sign-in", answer.Headers.Location!.OriginalString.Replace(lab.Hub.Address.GetLeftPart(UriPartial.Authority), "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_names_a_private_dataset_to_members_only()
    {
        foreach (var (who, seen) in new[] { ("outsider", false), ("member", true), ("boss", true) })
        {
            using var answer = await lab.OpenAsync("/datasets", who);
            var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(seen, html.Contains("lab/secret", StringComparison.Ordinal));
            Assert.Contains("lab/open", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("open", "outsider", 403)]
    [InlineData("secret", "outsider", 404)]
    [InlineData("open", "anonymous", 401)]
    [InlineData("open", "member", 200)]
    public async Task Import_is_for_members(string dataset, string who, int expected)
    {
        using var client = lab.Hub.Client(who == "anonymous" ? null : await lab.Hub.TokenAsync(who));
        using var body = new ByteArrayContent(LabHub.Bytes(LabHub.GenBank));
        using var answer = await client.PostAsync(
            new Uri($"/api/v1/datasets/lab/{dataset}/genes?file=small.gbk", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(expected, (int)answer.StatusCode);
    }
}
