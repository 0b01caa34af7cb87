using System.Globalization;
using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Compute.Sweeps;

/// <summary>Which values the jobs of a sweep have. Pure: the same request gives the same points.</summary>
public static class SweepPoints
{
    public const int Most = 256;

    /// <summary>Lists that are drawn from may be used up before there are enough different points.</summary>
    private const int DrawsForEach = 50;

    public static Outcome<IReadOnlyList<IReadOnlyDictionary<string, JsonElement>>> Of(SweepRequest request)
    {
        var faults = new FieldFaults()
            .Need(request.Over is { Count: > 0 }, "over", new("変える値を一つ以上書いてください。", "Say what is varied."))
            .Need(!string.IsNullOrWhiteSpace(request.Metric), "metric", new("比べる指標の名前を書いてください。", "Name the value to compare by."))
            .Need(request.Method == SweepMethod.Grid || request.Points is > 0 and <= Most, "points", new($"1～{Most} 個を指定してください。", $"Ask for 1 to {Most}."));
        var axes = (request.Over ?? new Dictionary<string, JsonElement>()).OrderBy(axis => axis.Key, StringComparer.Ordinal)
            .Select(axis => (axis.Key, Axis: SweepAxis.Read(axis.Value, request.Method, $"over.{axis.Key}", faults))).ToList();
        if (faults.ToRefusal("bad-sweep") is { } refusal)
            return refusal;
        if (request.Method == SweepMethod.Random)
            return Draw(axes!, request.Points!.Value, request.Seed);
        var count = axes.Aggregate(1L, (all, axis) => Math.Min(all * axis.Axis!.Values!.Count, int.MaxValue));
        if (count > Most)
        {
            return new FieldFaults().Need(false, "over", new(
                $"組み合わせが {count:#,0} 通りあります。{Most} 通りまでにするか、random で選んでください。", $"There are {count:#,0} combinations; vary {Most} at most, or draw some with random.")).ToRefusal("bad-sweep")!;
        }

        IEnumerable<Dictionary<string, JsonElement>> points = [[]];
        foreach (var (path, axis) in axes)
            points = points.SelectMany(point => axis!.Values!.Select(value => new Dictionary<string, JsonElement>(point) { [path] = value }));
        return points.ToList();
    }

    /// <summary>Different ones, and fewer than asked for where there are no more.</summary>
    private static List<IReadOnlyDictionary<string, JsonElement>> Draw(List<(string Path, SweepAxis Axis)> axes, int count, int seed)
    {
        // A seeded generator gives the same numbers in every version of .NET.
        var random = new Random(seed);
        var (points, known) = (new List<IReadOnlyDictionary<string, JsonElement>>(), new HashSet<string>(StringComparer.Ordinal));
        for (var draw = 0; draw < count * DrawsForEach && points.Count < count; draw++)
        {
            var point = axes.ToDictionary(axis => axis.Path, axis => axis.Axis.Draw(random));
            if (known.Add(JsonSerializer.Serialize(point)))
                points.Add(point);
        }

        return points;
    }
}

/// <summary>A list of values, or a range that values are drawn from.</summary>
internal sealed record SweepAxis(IReadOnlyList<JsonElement>? Values, double From = 0, double To = 0, bool Logarithmic = false)
{
    private static Words NoRange { get; } = new(
        "範囲は {\"from\":1e-4,\"to\":1e-2,\"scale\":\"log\"} の形で、from < to（log では 0 より大きい数）、scale は linear か log にしてください。",
        "Write a range as {\"from\":1e-4,\"to\":1e-2,\"scale\":\"log\"}, from below to (above 0 for log), scale linear or log.");

    public static SweepAxis? Read(JsonElement value, SweepMethod method, string field, FieldFaults faults)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var values = value.EnumerateArray().DistinctBy(one => one.GetRawText()).ToList();
            faults.Need(values.Count > 0, field, new("値を一つ以上書いてください。", "Give one value or more."));
            return new(values);
        }

        faults.Need(method == SweepMethod.Random || value.ValueKind != JsonValueKind.Object, field, new("範囲は random でだけ使えます。値を [ ] に並べてください。", "A range needs random; list values in [ ]."));
        var range = Range(value);
        faults.Need(range is not null, field, NoRange);
        return range;
    }

    public JsonElement Draw(Random random)
    {
        if (Values is { } values)
            return values[random.Next(values.Count)];
        return At(random.NextDouble());
    }

    /// <param name="at">From 0 to 1, of a range.</param>
    public JsonElement At(double at)
    {
        var drawn = Logarithmic ? Math.Exp(Math.Log(From) + (at * (Math.Log(To) - Math.Log(From)))) : From + (at * (To - From));

        // Nobody compares more digits, and people read and type them.
        return JsonSerializer.SerializeToElement(Math.Clamp(double.Parse(drawn.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), From, To));
    }

    private static SweepAxis? Range(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || Number(value, "from") is not { } from || Number(value, "to") is not { } to)
            return null;
        var scale = value.TryGetProperty("scale", out var named) ? named.ToString() : "linear";
        return from < to && (scale == "linear" || (scale == "log" && from > 0)) ? new(null, from, to, scale == "log") : null;
    }

    private static double? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var read) && double.IsFinite(read) ? read : null;
}
