using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Rounds;
using Tsumugi.Hub.Language;

namespace Tsumugi.Federation.Rounds;

/// <summary>What is to be done about a round now.</summary>
public abstract record RoundStep
{
    public sealed record Wait : RoundStep;

    /// <summary>The next step of the round, for these sites.</summary>
    public sealed record Ask(string Kind, IReadOnlyList<string> Sites) : RoundStep;

    public sealed record Combine : RoundStep;

    public sealed record Fail(Words Reason) : RoundStep;
}

/// <summary>Who takes part in a round, and how it goes on. Pure.</summary>
public static class DecideRound
{
    /// <summary>The sites of a round: a share of all, drawn by the seed; the same for whoever asks.</summary>
    public static IReadOnlyList<string> Sample(TrainingRequest request, int round)
    {
        var wanted = Math.Clamp((int)Math.Ceiling(request.Fraction * request.Sites.Count), Least(request), request.Sites.Count);
        return [.. request.Sites.Keys.OrderBy(site => Drawn(request.Seed, round, site)).ThenBy(site => site, StringComparer.Ordinal).Take(wanted).Order(StringComparer.Ordinal)];
    }

    public static string FirstKind(TrainingRequest request) => request.Masked ? SiteTask.Keys : SiteTask.Train;

    /// <summary>How many sites must do each step: as many as were asked for, and as the method needs; under masks also more than half.</summary>
    public static int Least(TrainingRequest request) => Math.Max(request.MinimumSites, RoundMethod.LeastSites(request.Method));

    /// <summary>How many sites together can take the masks off: more than half of those that gave keys.</summary>
    public static int Threshold(TrainingRequest request, int keys) => Math.Max(Least(request), keys / 2 + 1);

    /// <param name="tasks">All of the round.</param>
    public static RoundStep Next(TrainingRequest request, TrainingRound round, IReadOnlyList<RoundTask> tasks, DateTime now)
    {
        var step = tasks.Where(task => task.Kind == round.Phase).ToList();
        if (step.Any(task => task.IsOpen) && now < round.PhaseUntil)
            return new RoundStep.Wait();
        List<string> done = [.. step.Where(task => task.State == RoundTask.Done).Select(task => task.SiteId).Order(StringComparer.Ordinal)];
        var keys = tasks.Count(task => task is { Kind: SiteTask.Keys, State: RoundTask.Done });
        var least = request.Masked && round.Phase != SiteTask.Keys ? Threshold(request, keys) : Least(request);
        if (done.Count < least)
            return new RoundStep.Fail(TooFew(round, step, done.Count, least));
        return round.Phase switch
        {
            SiteTask.Keys => new RoundStep.Ask(SiteTask.Shares, done),
            SiteTask.Shares => new RoundStep.Ask(SiteTask.Train, done),
            SiteTask.Train when request.Masked => new RoundStep.Ask(SiteTask.Reveal, done),
            _ => new RoundStep.Combine(),
        };
    }

    private static Words TooFew(TrainingRound round, List<RoundTask> step, int done, int least)
    {
        var others = string.Join("; ", step.Where(task => task.State != RoundTask.Done).Select(task => $"{task.SiteId}: {task.Reason ?? task.State}"));
        return new(
            $"第 {round.Number} 回で応じた拠点が {done} 件で、必要な {least} 件に足りません（{others}）。",
            $"In round {round.Number} {done} sites did their part; {least} are needed ({others}).");
    }

    private static ulong Drawn(long seed, int round, string site) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\0{round}\0{site}")));
}
