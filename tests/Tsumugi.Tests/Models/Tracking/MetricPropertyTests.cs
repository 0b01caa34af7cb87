using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>Whatever points are logged, in whatever parts, the same come back.</summary>
public sealed class MetricPropertyTests(TrackingHub hub) : IClassFixture<TrackingHub>
{
    private static readonly Gen<(string Key, long Step, long Timestamp, double Value)> Point = Gen.Select(
        AnyOf("loss", "val/acc", "損失 a.b"), Gen.Long[-5, 5], Gen.Long[0, 5],
        Gen.OneOf(Gen.Double, AnyOf(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, double.Epsilon, double.MaxValue)));

    [Fact]
    public async Task Logged_metrics_come_back()
    {
        var experiment = await hub.ExperimentAsync("property");
        await Point.List[0, 40].SampleAsync(
            async points =>
            {
                var run = await hub.RunAsync(experiment);
                foreach (var part in points.Chunk(7))
                    await hub.DoneAsync("POST", "runs/log-batch", TrackingHub.Batch(run, string.Join(',', part.Select(Written))));
                var latest = (await hub.GetRunAsync(run))["data"]!["metrics"]!.AsArray().ToDictionary(one => (string)one!["key"]!, Value);
                foreach (var curve in points.GroupBy(point => point.Key))
                {
                    var answer = await hub.DoneAsync("GET", $"metrics/get-history?run_id={run}&metric_key={Uri.EscapeDataString(curve.Key)}");
                    var back = answer["metrics"]!.AsArray().Select(one => ((long)one!["step"]!, (long)one["timestamp"]!, Value(one)));
                    Assert.Equal(curve.Select(point => (point.Step, point.Timestamp, point.Value)).Distinct().Order(), back.Order());
                    var newest = curve.Where(point => point.Timestamp == curve.Max(other => other.Timestamp)).Select(point => point.Value).ToList();
                    var numbers = newest.Where(value => !double.IsNaN(value)).ToList();
                    Assert.Equal(numbers.Count > 0 ? numbers.Max() : double.NaN, latest[curve.Key]);
                }
            },
            iter: 60, threads: 1);
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static string Written((string Key, long Step, long Timestamp, double Value) point) => TrackingHub.Metric(
        point.Key, double.IsFinite(point.Value) ? point.Value.ToString("R", CultureInfo.InvariantCulture) : $"\"{point.Value.ToString(CultureInfo.InvariantCulture)}\"",
        point.Timestamp, point.Step);

    private static double Value(JsonNode? metric) => double.Parse(metric!["value"]!.ToString(), CultureInfo.InvariantCulture);
}
