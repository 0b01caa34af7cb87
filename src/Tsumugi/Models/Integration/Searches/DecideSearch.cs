using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Client.Integration;
using Tsumugi.Compute.Sweeps;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Merging.Searching;

namespace Tsumugi.Models.Integration.Searches;

/// <summary>What is to be done about a search now.</summary>
public abstract record SearchStep
{
    public sealed record Wait : SearchStep;

    /// <param name="Points">Path → value, of each evaluation of the next generation.</param>
    public sealed record Try(IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Points) : SearchStep;

    public sealed record End : SearchStep;

    public sealed record Fail(Words Reason) : SearchStep;
}

/// <summary>How a search goes on. Pure: what it remembers are its evaluations, and of the same ones the same follows.</summary>
public static class DecideSearch
{
    /// <summary>Evaluations of a grid or a drawing that are under way together; a generation of CMA-ES is as large as its method says.</summary>
    public const int Together = 8;

    public const int MostValues = 32;

    /// <summary>Everything about what is varied, and how, that can be told without the hub.</summary>
    public static FieldFaults Faults(MergeSearchRequest request)
    {
        var faults = new FieldFaults()
            .Need(request.Over is { Count: > 0 and <= MostValues }, "over", new($"変える値を 1～{MostValues} 個書いてください。", $"Say which values are varied, 1 to {MostValues}."))
            .Need(!string.IsNullOrWhiteSpace(request.Metric), "metric", new("比べる指標の名前を書いてください。", "Name the value to compare by."))
            .Need(request.Method == MergeSearchMethod.Grid || request.Evaluations is > 0 and <= SweepPoints.Most, "evaluations", new($"1～{SweepPoints.Most} 回を指定してください。", $"Ask for 1 to {SweepPoints.Most}."));
        foreach (var (path, value) in request.Over ?? new Dictionary<string, JsonElement>())
        {
            var axis = SweepAxis.Read(value, request.Method == MergeSearchMethod.Grid ? SweepMethod.Grid : SweepMethod.Random, $"over.{path}", faults);
            faults.Need(request.Method != MergeSearchMethod.CmaEs || axis is not { Values: not null }, $"over.{path}", new("CMA-ES には範囲 {\"from\":0,\"to\":1} が要ります。", "CMA-ES needs a range {\"from\":0,\"to\":1}."));
        }

        if (request.Method != MergeSearchMethod.CmaEs && SweepPoints.Of(AsSweep(request)) is { Refused: true } points)
        {
            foreach (var (field, fault) in points.Refusal!.Fields.Where(field => field.Key != "points"))
                faults.Refuse(field, fault);
        }

        return faults;
    }

    /// <param name="evaluations">In the order of their numbers.</param>
    public static SearchStep Next(MergeSearchRequest request, IReadOnlyList<SearchEvaluation> evaluations) =>
        request.Method == MergeSearchMethod.CmaEs ? Adapt(request, evaluations) : Drawn(request, evaluations);

    private static SearchStep Drawn(MergeSearchRequest request, IReadOnlyList<SearchEvaluation> evaluations)
    {
        var points = SweepPoints.Of(AsSweep(request)).Value;
        var free = Together - evaluations.Count(one => !one.Ended);
        if (evaluations.Count < points.Count)
            return free > 0 ? new SearchStep.Try([.. points.Skip(evaluations.Count).Take(free)]) : new SearchStep.Wait();
        return free < Together ? new SearchStep.Wait() : Over(evaluations);
    }

    private static SearchStep Adapt(MergeSearchRequest request, IReadOnlyList<SearchEvaluation> evaluations)
    {
        if (evaluations.Any(one => !one.Ended))
            return new SearchStep.Wait();
        List<(string Path, SweepAxis Axis)> axes = [.. request.Over.OrderBy(axis => axis.Key, StringComparer.Ordinal).Select(axis => (axis.Key, SweepAxis.Read(axis.Value, SweepMethod.Random, axis.Key, new())!))];
        var left = request.Evaluations!.Value - evaluations.Count;
        var last = evaluations is [.., var latest] ? latest.Generation : 0;
        if (left <= 0 || (last > 0 && evaluations.All(one => one.Value is null)))
            return Over(evaluations);
        var strategy = new CmaEs(axes.Count, request.Seed);
        var asked = strategy.Ask();
        foreach (var generation in evaluations.GroupBy(one => one.Generation).OrderBy(group => group.Key))
        {
            strategy.Tell([.. generation.Select(one => request.Goal == SweepGoal.Max ? -one.Value : one.Value)]);
            asked = strategy.Ask();
        }

        return new SearchStep.Try([.. asked.Take(left).Select(point => axes.Index().ToDictionary(axis => axis.Item.Path, axis => axis.Item.Axis.At(point[axis.Index])))]);
    }

    private static SearchStep Over(IReadOnlyList<SearchEvaluation> evaluations) => evaluations.Any(one => one.Value is not null)
        ? new SearchStep.End()
        : new SearchStep.Fail(new("どの評価でも指標の値が得られませんでした。ジョブの失敗の理由を確かめてください。", "No evaluation gave a value of the metric; see why its jobs failed."));

    private static SweepRequest AsSweep(MergeSearchRequest request) => new()
    {
        Job = request.Merge,
        Over = request.Over,
        Method = request.Method == MergeSearchMethod.Grid ? SweepMethod.Grid : SweepMethod.Random,
        Points = request.Evaluations,
        Seed = request.Seed,
        Metric = request.Metric,
    };
}
