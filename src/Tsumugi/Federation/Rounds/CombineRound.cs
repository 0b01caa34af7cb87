using System.Runtime.InteropServices;
using System.Text.Json;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federating.Secure;
using Tsumugi.Formats.Safetensors;

namespace Tsumugi.Federation.Rounds;

/// <summary>Makes the next model of what the sites sent. Done again after a crash it gives the same bits.</summary>
public static class CombineRound
{
    /// <param name="sites">All sites of the training.</param>
    /// <returns>The sites whose updates went in.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The masks cannot be taken off.</exception>
    public static IReadOnlyList<string> Run(TrainingRequest request, RoundFiles files, int round, IReadOnlyList<RoundTask> tasks, int sites, int threads)
    {
        var method = RoundMethod.Of(request.Method);
        using var file = SafetensorsFile.Open(files.Model(round));
        var shape = ModelShape.Of(file);
        var (model, memory) = (shape.Read(file), files.ReadMemory(round, method, (int)shape.Length));
        var trained = Of(tasks, SiteTask.Train);
        var kept = request.Masked
            ? UnderMasks(request, files, tasks, trained, mean => RoundSum.Run(method, model, memory, mean, threads), model.Length)
            : InTheOpen(request, files, round, shape, trained, updates => RoundSum.Run(method, model, memory, updates, threads), sites, threads);
        shape.Write(files.Model(round + 1), file.Metadata, ("", model));
        files.WriteMemory(round + 1, memory);
        return kept;
    }

    private static IReadOnlyList<string> InTheOpen(
        TrainingRequest request, RoundFiles files, int round, ModelShape shape, List<RoundTask> trained, Func<IEnumerable<IUpdate>, IReadOnlyList<string>> combine, int sites, int threads)
    {
        List<(RoundTask Task, SafetensorsFile File)> sent = [.. trained.Select(task => (task, SafetensorsFile.Open(files.Arrived(task))))];
        try
        {
            var kept = combine(sent.Select(one => Bounded(shape.Update(one.File, one.Task.SiteId, one.Task.Examples), one.Task.Norm ?? 0, request.Method.NormBound)));
            if (File.Exists(files.Control(round)))
                Control(files, round, shape, sent, sites, threads);
            return kept;
        }
        finally
        {
            sent.ForEach(one => one.File.Dispose());
        }
    }

    private static IUpdate Bounded(IUpdate update, double norm, double bound) => bound > 0 && norm > bound ? new ScaledUpdate(update, bound / norm) : update;

    private static void Control(RoundFiles files, int round, ModelShape shape, List<(RoundTask Task, SafetensorsFile File)> sent, int sites, int threads)
    {
        using var file = SafetensorsFile.Open(files.Control(round));
        double[] control = [.. shape.Read(file).Select(number => (double)number)];
        RoundSum.Control(control, sent.Select(one => shape.Update(one.File, one.Task.SiteId, 1, ModelShape.Control)), sites, threads);
        shape.Write(files.Control(round + 1), new Dictionary<string, string>(), ("", [.. control.Select(number => (float)number)]));
    }

    private static IReadOnlyList<string> UnderMasks(
        TrainingRequest request, RoundFiles files, IReadOnlyList<RoundTask> tasks, List<RoundTask> trained, Action<double[]> move, int length)
    {
        var sum = new ulong[length];
        foreach (var task in trained)
            MaskedSum.Add(sum, MemoryMarshal.Cast<byte, ulong>(File.ReadAllBytes(files.Arrived(task)).AsSpan()));
        var keys = MaskedState.Keys(files, tasks);
        MaskedSum.Unmask(
            sum, RoundNames.Masked(trained[0].TrainingId, trained[0].Round), [.. keys.Select(one => one.Site)],
            RoundNames.Keys(MaskedState.Sharing(keys, tasks)),
            trained.Select(task => task.SiteId).ToHashSet(StringComparer.Ordinal), [.. Of(tasks, SiteTask.Reveal).Select(task => Revealed(files, task))], DecideRound.Threshold(request, keys.Count));
        var examples = trained.Sum(task => task.Examples);
        move([.. sum.Select(number => FixedPoint.Decode(number) / examples)]);
        return [.. trained.Select(task => task.SiteId)];
    }

    private static RevealedShares Revealed(RoundFiles files, RoundTask task)
    {
        var view = JsonSerializer.Deserialize<RevealedView>(File.ReadAllBytes(files.Arrived(task)), JsonSerializerOptions.Web)!;
        return new(task.SiteId, Bytes(view.OfSeeds), Bytes(view.OfKeys));
    }

    private static Dictionary<string, byte[]> Bytes(IReadOnlyDictionary<string, string> shares) => shares.ToDictionary(share => share.Key, share => Convert.FromBase64String(share.Value), StringComparer.Ordinal);

    internal static List<RoundTask> Of(IReadOnlyList<RoundTask> tasks, string kind) =>
        [.. tasks.Where(task => task.Kind == kind && task.State == RoundTask.Done).OrderBy(task => task.SiteId, StringComparer.Ordinal)];
}

/// <summary>What sites of a masked round have told each other through the hub, which cannot read it.</summary>
internal static class MaskedState
{
    public static IReadOnlyList<SiteKeys> Keys(RoundFiles files, IReadOnlyList<RoundTask> tasks) => [.. CombineRound.Of(tasks, SiteTask.Keys)
        .Select(task => JsonSerializer.Deserialize<SiteKeys>(File.ReadAllBytes(files.Arrived(task)), JsonSerializerOptions.Web)! with { Site = task.SiteId })];

    /// <summary>Those of the sites whose shares the others hold.</summary>
    public static IReadOnlyList<SiteKeys> Sharing(IReadOnlyList<SiteKeys> keys, IReadOnlyList<RoundTask> tasks)
    {
        var sharers = CombineRound.Of(tasks, SiteTask.Shares).Select(task => task.SiteId).ToHashSet(StringComparer.Ordinal);
        return [.. keys.Where(one => sharers.Contains(one.Site))];
    }

    /// <summary>What a task's site is told of the others.</summary>
    public static MaskedRound For(TrainingRequest request, RoundFiles files, IReadOnlyList<RoundTask> tasks, RoundTask task)
    {
        var keys = Keys(files, tasks);
        return new()
        {
            Threshold = DecideRound.Threshold(request, keys.Count),
            Sites = task.Kind switch
            {
                SiteTask.Keys => [],
                SiteTask.Shares => keys,
                _ => Sharing(keys, tasks),
            },
            Shares = task.Kind != SiteTask.Reveal ? [] :
            [
                .. CombineRound.Of(tasks, SiteTask.Shares).SelectMany(one => JsonSerializer.Deserialize<List<SealedFor>>(File.ReadAllBytes(files.Arrived(one)), JsonSerializerOptions.Web)!
                    .Where(share => share.To == task.SiteId).Select(share => share with { From = one.SiteId })),
            ],
            Sent = task.Kind == SiteTask.Reveal ? [.. CombineRound.Of(tasks, SiteTask.Train).Select(one => one.SiteId)] : [],
        };
    }
}
