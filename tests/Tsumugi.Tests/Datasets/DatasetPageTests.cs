using System.Net;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets;

/// <summary>What people do on the pages of datasets, in a browser without script.</summary>
public sealed class DatasetPageTests(LabHub lab) : IClassFixture<LabHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Member_creates_a_dataset_brings_a_file_in_and_reads_its_genes()
    {
        using var member = await lab.Hub.SignedInAsync("member");
        using var created = await member.SendFormAsync("/datasets/new", "create-dataset", new Dictionary<string, string>
        {
            ["institution"] = "lab",
            ["name"] = "fresh",
            ["titleJa"] = "新しい",
            ["titleEn"] = "Fresh",
            ["card"] = "Some *words* <script>",
            ["licence"] = "CC0-1.0",
            ["permission"] = "GeneralResearch",
            ["modifiers"] = "NonCommercialUseOnly",
            ["visibility"] = "institution",
        });
        Assert.Equal(HttpStatusCode.Found, created.StatusCode);
        var empty = await member.Client.GetStringAsync(new Uri("/datasets/lab/fresh", UriKind.Relative), Stop);
        Assert.Contains("<em>words</em>", empty, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", empty, StringComparison.Ordinal);
        Assert.Contains("DUO:0000046", empty, StringComparison.Ordinal);

        using var brought = await member.SendFileAsync("/datasets/lab/fresh", "import-genes", "file", "small.gbk", LabHub.Bytes(LabHub.GenBank));
        Assert.Equal(HttpStatusCode.Found, brought.StatusCode);
        Assert.Contains("genes.parquet", await ReadAsync(member, "/datasets/lab/fresh"), StringComparison.Ordinal);
        var genes = await ReadAsync(member, "/datasets/lab/fresh/genes?q=FIRST");
        Assert.Contains("T_1", genes, StringComparison.Ordinal);
        Assert.DoesNotContain("T_2", genes, StringComparison.Ordinal);
        var gene = await ReadAsync(member, "/datasets/lab/fresh/genes/T_1");
        Assert.Contains("TEST_1.2:1-12(+)", gene, StringComparison.Ordinal);
        Assert.Contains("/search?query=MKT&view=protein", gene, StringComparison.Ordinal);
        var quality = await ReadAsync(member, "/datasets/lab/fresh/quality?reason=DifferentResidues");
        Assert.Contains("complement(join(13..15,20..25))", quality, StringComparison.Ordinal);
        Assert.Contains("?reason=DifferentResidues", quality, StringComparison.Ordinal);
        Assert.DoesNotContain("complement(join", await ReadAsync(member, "/datasets/lab/fresh/quality?reason=InternalStop"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_with_faults_says_all_of_them_and_keeps_what_was_typed()
    {
        using var member = await lab.Hub.SignedInAsync("member");
        using var answer = await member.SendFormAsync("/datasets/new", "create-dataset", new Dictionary<string, string>
        {
            ["institution"] = "lab",
            ["name"] = "Bad Name",
            ["titleJa"] = "題",
            ["licence"] = "two words",
            ["permission"] = "DiseaseSpecific",
            ["diseases"] = "",
            ["visibility"] = "institution",
        });
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        foreach (var field in (string[])["name", "licence", "diseases"])
            Assert.Contains($"#field-{field}\"", html, StringComparison.Ordinal);
        foreach (var typed in (string[])["Bad Name", "two words", "題"])
            Assert.Contains($"value=\"{typed}\"", html, StringComparison.Ordinal);
        Assert.Matches("value=\"institution\" checked", html);
    }

    [Fact]
    public async Task Taken_name_is_said_beside_the_field_and_a_foreign_institution_is_refused()
    {
        using var member = await lab.Hub.SignedInAsync("member");
        var fields = new Dictionary<string, string> { ["institution"] = "lab", ["name"] = "open", ["licence"] = "CC0-1.0", ["permission"] = "NoRestriction" };
        using var taken = await member.SendFormAsync("/datasets/new", "create-dataset", fields);
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Contains("#field-name\"", await taken.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var foreign = await member.SendFormAsync("/datasets/new", "create-dataset", new Dictionary<string, string>(fields) { ["institution"] = "elsewhere" });
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }

    [Fact]
    public async Task Wrong_file_is_refused_with_its_line_and_nothing_is_registered()
    {
        await lab.BeginAsync(RepositoryKinds.Dataset, "wrong", Visibility.Hub);
        using var member = await lab.Hub.SignedInAsync("member");
        using var answer = await member.SendFileAsync("/datasets/lab/wrong", "import-genes", "file", "genes.fasta", LabHub.Bytes(">gene\nATGAAA\n"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("genes.fasta:1", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.False(await lab.Hub.UseDbAsync(db => db.Set<Revision>().AnyAsync(row => row.Name == "wrong", Stop)));
        using var none = await member.SendFormAsync("/datasets/lab/wrong", "import-genes", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);
    }

    [Fact]
    public async Task Outsider_sees_no_form_to_bring_a_file_in()
    {
        using var outsider = await lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("import-genes", await ReadAsync(outsider, "/datasets/lab/open"), StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(Kit.Browser browser, string path) =>
        WebUtility.HtmlDecode(await browser.Client.GetStringAsync(new Uri(path, UriKind.Relative), Stop));
}
