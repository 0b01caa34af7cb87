using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Tests.Training;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Tests.Recipes;

public sealed class ScheduleTests
{
    private static readonly string[] Optional =
    [
        "decline", "finalShare", "clipNorm", "accumulation", "noDecay", "averageDecay", "validateEvery", "patience", "checkpointEvery", "secondsAtMost",
        "validationShare",
    ];

    [Theory]
    [InlineData(Decline.Cosine, 0, 0, 0.25)]
    [InlineData(Decline.Cosine, 0, 3, 1)]
    [InlineData(Decline.Cosine, 0, 8, 0.5)]
    [InlineData(Decline.Cosine, 0, 12, 0)]
    [InlineData(Decline.Cosine, 0.2, 8, 0.6)]
    [InlineData(Decline.Linear, 0, 6, 0.75)]
    [InlineData(Decline.Linear, 0.1, 12, 0.1)]
    [InlineData(Decline.Constant, 0, 4, 1)]
    [InlineData(Decline.Constant, 0, 12, 1)]
    public void RateAt_stepsOfARun_growsThenDeclines(Decline decline, double finalShare, int step, double wanted) =>
        Assert.Equal(wanted * 0.01, new Schedule(12, 4, 0.01, 0) { Decline = decline, FinalShare = finalShare }.RateAt(step), 1e-12);

    [Fact]
    public void Read_noOptionalField_isWhatRecipesMeantBefore()
    {
        var schedule = PretrainRecipe.Read(Recipe([])).Schedule;
        Assert.Equal((Decline.Cosine, 0, 1, 1, 0, 0, 0, 0, 0), (
            schedule.Decline, schedule.FinalShare, schedule.ClipNorm, schedule.Accumulation, schedule.AverageDecay,
            schedule.ValidateEvery, schedule.Patience, schedule.CheckpointEvery, schedule.SecondsAtMost));
        Assert.Equal([ParameterKind.Norm, ParameterKind.Bias], schedule.NoDecay);
    }

    [Fact]
    public void Read_wrongFields_areAllNamed()
    {
        var error = Assert.Throws<InvalidRecipeException>(() => PretrainRecipe.Read(Recipe(new()
        {
            ["decline"] = "sudden",
            ["finalShare"] = 2,
            ["clipNorm"] = -1,
            ["accumulation"] = 0,
            ["noDecay"] = new JsonArray("norms", "weights"),
            ["averageDecay"] = 1,
            ["patience"] = 3,
            ["checkpointEvery"] = -1,
            ["secondsAtMost"] = 1.5,
            ["validationShare"] = 0.1,
            ["momentum"] = 0.9,
        })));
        Assert.All(
            Optional.Except(["validateEvery"]).Append("momentum"),
            field => Assert.Contains(error.Errors, said => said.Contains($"'{field}'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Document_namesEveryOptionalField()
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "engine.md"));
        Assert.All(Optional, field => Assert.Contains($"`{field}`", document, StringComparison.Ordinal));
    }

    private static JsonElement Recipe(JsonObject changed) => JsonSerializer.SerializeToElement(SmallRun.Recipe(changed));
}
