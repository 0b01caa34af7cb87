using System.Net;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Evaluation.Portfolio;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Tests.Models;

namespace Tsumugi.Tests.Evaluation;

/// <summary>The state of the whole.</summary>
public sealed class PortfolioTests(ModelHub models) : IClassFixture<ModelHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_counts_by_layer_and_names_empty_layers_and_overlaps()
    {
        await models.Hub.UseDbAsync(async db =>
        {
            db.Add(new Institution { Id = "far", NameJa = "遠い機関", NameEn = "Far away" });
            db.AddRange(Made("near-one", "lab", "MONDO:0005015"), Made("far-one", "far", "MONDO:0005015"), Made("far-other", "far", "MONDO:0004992"), Made("gone", "lab", null) with { ClosedAt = DateTime.UtcNow });
            return await db.SaveChangesAsync(Stop);
        });
        var shown = await models.Hub.UseDbAsync(async db =>
        {
            using var thread = new CountThread();
            return await new ShowPortfolio(db, new(db, thread)).RunAsync(new(Layer.Cell, null, null, 1), Stop);
        });
        Assert.Equal((4, 3), (shown.Total, shown.Ongoing));
        Assert.Equal(3, shown.Cells[(Layer.Cell, Modality.Image)]);
        Assert.Contains(Layer.Organ, shown.EmptyLayers);
        var overlap = Assert.Single(shown.Overlaps);
        Assert.Equal(("far-one", "near-one"), (overlap.One.Id, overlap.Other.Id));
        Assert.All(shown.Lines, line => Assert.Null(line.Awarded));

        using var answer = await models.OpenAsync("/portfolio?layer=cell", "member");
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (var said in (string[])["Title of far-one", "Projects that overlap", "Organ", "/portfolio?layer=Cell&modality=Image"])
            Assert.Contains(said, html, StringComparison.Ordinal);
    }

    /// <summary>An overlap has no direction, and nobody overlaps with themselves.</summary>
    [Fact]
    public void Overlaps_are_the_same_in_any_order() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2]).Array[0, 6].Sample(drawn =>
    {
        var projects = drawn.Select((draw, at) => Made($"p{at}", $"i{draw.Item1}", $"MONDO:{draw.Item2}") with { Layers = [(Layer)draw.Item3] }).ToList();
        var found = Overlap.Among(projects);
        Assert.Equal(found.Select(one => (one.One.Id, one.Other.Id)), Overlap.Among(Enumerable.Reverse(projects)).Select(one => (one.One.Id, one.Other.Id)));
        Assert.All(found, one => Assert.NotEqual(one.One.InstitutionId, one.Other.InstitutionId));
    });

    private static Project Made(string id, string institution, string? disease) => new()
    {
        Id = id,
        InstitutionId = institution,
        TitleJa = $"{id} の題名",
        TitleEn = $"Title of {id}",
        Summary = "",
        Layers = [Layer.Cell],
        Modalities = [Modality.Image],
        Aim = new() { Disease = disease },
        CreatedAt = DateTime.UtcNow,
    };
}
