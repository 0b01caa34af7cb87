namespace Tsumugi.Web.Tests;

/// <summary>A merge by mergekit's own file, made and made again by the researcher's command.</summary>
[Collection(nameof(ServedEsm))]
public sealed class VerifyCommandTests(ServedEsm served)
{
    private const string Merged = "lab/verified";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_makes_a_merge_again_and_names_what_was_changed_since()
    {
        var file = Path.Combine(served.Home.Path, "merge.yaml");
        await File.WriteAllTextAsync(file, """
            merge_method: linear
            models:
              - {model: one, parameters: {weight: [0.1, 0.9]}}
              - {model: two, parameters: {weight: 0.3}}
            parameters: {normalize: false}
            out_dtype: bfloat16
            """, Stop);
        var submitted = await ResearcherCommand.RunAsync(
            served.Home, "job", "submit", "merge", "--institution", "lab", "--configuration", file, "--output", "verified",
            "--input", $"one=model:{ServedEsm.Model}", "--input", $"two=model:{ServedEsm.Model}", "--wait");
        Assert.True(submitted.Code == 0, submitted.Said);

        var same = await ResearcherCommand.RunAsync(served.Home, "model", "verify", Merged);
        Assert.True(same.Code == 0, same.Said);
        Assert.Contains("bit for bit", same.Said, StringComparison.Ordinal);

        await CommitAsync("config.json", "{}");
        var changed = await ResearcherCommand.RunAsync(served.Home, "model", "verify", Merged);
        Assert.Equal(1, changed.Code);
        Assert.Contains("config.json", changed.Said, StringComparison.Ordinal);

        var none = await ResearcherCommand.RunAsync(served.Home, "model", "verify", ServedEsm.Model);
        Assert.Equal(1, none.Code);
        Assert.Contains("merge.json", none.Said, StringComparison.Ordinal);
    }

    private async Task CommitAsync(string path, string text)
    {
        using var body = new StringContent(
            $$$"""
            {"key":"header","value":{"summary":"Changed"}}
            {"key":"file","value":{"path":"{{{path}}}","encoding":"base64","content":"{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))}}}"}}
            """, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await served.Client.PostAsync(new Uri($"/api/models/{Merged}/commit/main", UriKind.Relative), body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
