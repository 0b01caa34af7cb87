using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Pages;
using Tsumugi.Compute.Sweeps;

namespace Tsumugi.Tests.Compute.Sweeps;

public sealed class SweepPointsTests
{
    [Fact]
    public void A_grid_has_every_combination_once()
    {
        var points = SweepPoints.Of(Request("""{"b":[1,2,1],"a":["x","y"],"c":[true]}""")).Value;
        Assert.Equal(
            ["""{"a":"x","b":1,"c":true}""", """{"a":"x","b":2,"c":true}""", """{"a":"y","b":1,"c":true}""", """{"a":"y","b":2,"c":true}"""],
            points.Select(point => JsonSerializer.Serialize(point)));
    }

    [Fact]
    public void Drawn_points_are_different_stay_in_their_range_and_follow_from_the_seed()
    {
        const string Over = """{"rate":{"from":1e-4,"to":1e-2,"scale":"log"},"share":{"from":0.1,"to":0.3},"rank":[4,8]}""";
        var points = SweepPoints.Of(Request(Over, SweepMethod.Random, 200)).Value;
        Assert.Equal(200, points.Select(point => JsonSerializer.Serialize(point)).Distinct().Count());
        Assert.All(points, point => Assert.InRange(point["rate"].GetDouble(), 1e-4, 1e-2));
        Assert.All(points, point => Assert.InRange(point["share"].GetDouble(), 0.1, 0.3));

        // Half of a logarithmic range lies below its geometric mean; of a linear one, below its middle.
        Assert.InRange(points.Count(point => point["rate"].GetDouble() < 1e-3), 70, 130);
        Assert.InRange(points.Count(point => point["share"].GetDouble() < 0.2), 70, 130);
        Assert.InRange(points.Count(point => point["rank"].GetInt32() == 4), 70, 130);
        Assert.Equal(JsonSerializer.Serialize(points), JsonSerializer.Serialize(SweepPoints.Of(Request(Over, SweepMethod.Random, 200)).Value));
        Assert.NotEqual(JsonSerializer.Serialize(points), JsonSerializer.Serialize(SweepPoints.Of(Request(Over, SweepMethod.Random, 200) with { Seed = 2 }).Value));
        Assert.Equal(2, SweepPoints.Of(Request("""{"rank":[4,8]}""", SweepMethod.Random, 9)).Value.Count);
    }

    [Theory]
    [InlineData("{}", SweepMethod.Grid, null, "over")]
    [InlineData("""{"a":[]}""", SweepMethod.Grid, null, "over.a")]
    [InlineData("""{"a":1}""", SweepMethod.Grid, null, "over.a")]
    [InlineData("""{"a":{"from":0,"to":1}}""", SweepMethod.Grid, null, "over.a")]
    [InlineData("""{"a":{"from":1,"to":0}}""", SweepMethod.Random, 3, "over.a")]
    [InlineData("""{"a":{"from":0,"to":1,"scale":"log"}}""", SweepMethod.Random, 3, "over.a")]
    [InlineData("""{"a":{"from":0,"to":1,"scale":"cubic"}}""", SweepMethod.Random, 3, "over.a")]
    [InlineData("""{"a":[1,2]}""", SweepMethod.Random, null, "points")]
    [InlineData("""{"a":[1,2]}""", SweepMethod.Random, 257, "points")]
    public void Says_what_is_wrong(string over, SweepMethod method, int? points, string field) =>
        Assert.Equal([field], SweepPoints.Of(Request(over, method, points)).Refusal!.Fields.Keys);

    [Fact]
    public void Too_many_combinations_are_refused_with_their_number()
    {
        var values = string.Join(',', Enumerable.Range(0, 100));
        var refusal = SweepPoints.Of(Request($$"""{"a":[{{values}}],"b":[{{values}}]}""")).Refusal!;
        Assert.Contains("10,000", refusal.Fields["over"].En, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_the_form_are_changes_or_make_a_sweep()
    {
        var typed = TypedValues.Read("learningRate = 0.001\n\n device=cpu\nseed = 1, 2, 3\nmaps = [\"a\", \"b\"]\nmode = fast, slow").Value;
        Assert.Equal("""{"device":"cpu","learningRate":0.001,"maps":["a","b"]}""", JsonSerializer.Serialize(typed.Changes));
        Assert.Equal("""{"mode":["fast","slow"],"seed":[1,2,3]}""", JsonSerializer.Serialize(typed.Over));
        Assert.Contains("line 2", TypedValues.Read("a = 1\nb").Refusal!.Fields[TypedValues.Field].En, StringComparison.Ordinal);
        Assert.Contains("Line 2", TypedValues.Read("a = 1\na = 2").Refusal!.Fields[TypedValues.Field].En, StringComparison.Ordinal);
    }

    private static SweepRequest Request(string over, SweepMethod method = SweepMethod.Grid, int? points = null) => new()
    {
        Job = new() { Recipe = "r", Institution = "lab", Inputs = new Dictionary<string, string>() },
        Over = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(over)!,
        Method = method,
        Points = points,
    };
}
