using System.Net;
using Tsumugi.Tests.Models;
using Tsumugi.UseCases.Publications;

namespace Tsumugi.Tests.UseCases.Publications;

/// <summary>What a publication owes, as its page says it.</summary>
public sealed class CreditTests(ModelHub models) : IClassFixture<ModelHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("member", true)]
    [InlineData("outsider", false)]
    public async Task Page_names_the_model_and_what_it_was_made_from_as_far_as_the_reader_may_know(string who, bool all)
    {
        var doi = $"10.3000/credit;{who}";
        await models.Hub.UseDbAsync(async db => (await new RegisterPublication(db).RunAsync(
            new() { PersonId = "member" }, new() { Doi = doi, Title = "Owes <much>", PublishedOn = new(2026, 5, 1), MadeInProgramme = true, MadeWith = ["model:lab/shown"] }, DateTime.UtcNow, Stop)).Value);
        using var answer = await models.OpenAsync($"/publications/{Publication.NodeOf(doi).Id}", who);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("Owes <much>", html, StringComparison.Ordinal);
        Assert.Contains("/models/lab/shown", html, StringComparison.Ordinal);
        Assert.Contains("の成果である。本研究では、モデル「", html, StringComparison.Ordinal);
        Assert.Equal(all, html.Contains("lab/secret", StringComparison.Ordinal));
        Assert.Equal(all, html.Contains("lab/hidden", StringComparison.Ordinal));
        Assert.Equal(all, html.Contains("から作られた。", StringComparison.Ordinal));
        Assert.Equal(!all, html.Contains("more are not shown to you", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/models/lab/shown")]
    [InlineData("/datasets/lab/secret")]
    public async Task Page_of_a_model_and_of_the_data_behind_it_names_what_came_of_it(string path)
    {
        var doi = $"10.3001/{path.Length}";
        await models.Hub.UseDbAsync(async db => (await new RegisterPublication(db).RunAsync(
            new() { PersonId = "member" }, new() { Doi = doi, Title = $"Came of {doi}", PublishedOn = new(2026, 5, 1), MadeInProgramme = false, MadeWith = ["model:lab/shown"] }, DateTime.UtcNow, Stop)).Value);
        using var answer = await models.OpenAsync(path, "member");
        Assert.Contains($"Came of {doi}", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publication_that_there_is_not_is_not_found()
    {
        using var answer = await models.OpenAsync("/publications/10.3000/nothing", "member");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
