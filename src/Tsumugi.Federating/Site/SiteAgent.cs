using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tsumugi.Client;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Privacy;
using Tsumugi.Federating.Protocol;
using Tsumugi.Formats;

namespace Tsumugi.Federating.Site;

/// <summary>
/// A site's program: asks the hub for work, checks who asks and whether its own policy lets it, does it on the site's files, gives a receipt and
/// sends what comes of it. Connections go out alone; data never leave.
/// </summary>
/// <param name="say">Told what happens, a line each, for the site's operator.</param>
public sealed class SiteAgent(SiteFolder folder, SiteHub hub, ITrainer trainer, Action<string> say)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>How often it is looked whether the operator has said something, while tasks wait for that.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    private const string AwaitingApproval = "approval";

    private readonly AwaitedTasks _awaited = new((task, waiting) => BeatAsync(hub, task, () => (AwaitingApproval, 0, 0), TimeSpan.Zero, waiting));

    /// <summary>How long the agent waits after the hub could not be reached.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(10);

    private SiteIdentity Identity { get; } = folder.ReadIdentity();

    /// <summary>Declares the policy's datasets, then works until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var declared = false;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (!declared)
                        await DeclareAsync(stop);
                    declared = true;
                    await OnceAsync(Patience, stop);
                }
                catch (Exception error) when (error is HttpRequestException or IOException or InvalidPolicyException || (error is OperationCanceledException && !stop.IsCancellationRequested))
                {
                    say($"{error.Message} Trying again in {Pause.TotalSeconds:0} s.");
                    await Task.Delay(Pause, stop);
                }
                catch (HubRefusedException refused) when (refused.Status != HttpStatusCode.Unauthorized)
                {
                    say($"The hub refused: {refused.Message}");
                    await Task.Delay(Pause, stop);
                }
            }
        }
        finally
        {
            await _awaited.ReleaseAllAsync();
        }
    }

    /// <summary>Tells the hub which datasets there are and under which conditions: names, numbers and digests, nothing of what is in them.</summary>
    public async Task DeclareAsync(CancellationToken stop)
    {
        foreach (var dataset in ReadPolicy().Datasets.Values)
        {
            var (rows, digest) = DatasetDigest.Of(dataset.Folder, folder.DigestKey());
            var view = await hub.DeclareAsync(new(dataset.Declared with { Institution = Identity.Institution }, rows, digest), stop);
            say($"Declared {view!.Node}.");
        }
    }

    /// <summary>Does what the operator has decided meanwhile, then asks for one task and does it.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> OnceAsync(TimeSpan wait, CancellationToken stop)
    {
        foreach (var decided in await DecidedAsync())
            await TryAsync(decided, stop);
        if (await hub.LeaseAsync(_awaited.Any && LookAgain < wait ? LookAgain : wait, stop) is not { } answer)
            return false;
        SiteTask task;
        try
        {
            task = TaskToken.Read(answer.Token, Identity.Keys, Identity.Site, DateTimeOffset.UtcNow);
        }
        catch (ForgedTaskException forged)
        {
            say(forged.Message);
            await Task.Delay(Pause, stop);
            return true;
        }

        await TryAsync(task, stop);
        return true;
    }

    private async Task TryAsync(SiteTask task, CancellationToken stop)
    {
        try
        {
            await DoAsync(task, stop);
        }
        catch (HubRefusedException refused) when (refused.Status is HttpStatusCode.Conflict or HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            say($"{task.Kind} of round {task.Round} of {task.Training} came to nothing: {refused.Message}");
        }
    }

    private Task<IReadOnlyList<SiteTask>> DecidedAsync()
    {
        if (!_awaited.Any)
            return Task.FromResult<IReadOnlyList<SiteTask>>([]);
        var (approved, refused) = (folder.Approvals.Approved(), folder.Approvals.Refused());
        return _awaited.TakeAsync(training => approved.Contains(training) || refused.ContainsKey(training), DateTime.UtcNow);
    }

    private async Task DoAsync(SiteTask task, CancellationToken stop)
    {
        if (Refusal(task) is { } reason)
        {
            await RefuseAsync(task, reason, stop);
            return;
        }

        if (ReadPolicy().Awaits(task, folder.Approvals.Approved()))
        {
            folder.Approvals.Ask(new(
                task.Training, task.Dataset, task.RecipeName, HashOf(task.Recipe), task.Method.Name, task.Rounds, task.Masked is not null, task.Privacy, DateTime.UtcNow, task.Until));
            say($"{task.Training} waits for your word until {task.Until:u}: 'tsumugi site approve {task.Training}', or 'tsumugi site refuse {task.Training}'.");
            await _awaited.HoldAsync(task, stop);
            return;
        }

        folder.AddDone(new(DateTime.UtcNow, task.Training, task.Round, task.Id, task.Lease, task.Kind, "taken"));
        say($"Round {task.Round}/{task.Rounds} of {task.Training}: {task.Kind}.");
        var work = folder.Work(task.Id);
        try
        {
            await SendAsync(task, Outgoing.Find(work) ?? await MakeAsync(task, work, stop), work, stop);
        }
        catch (Exception error) when (error is TrainingFailedException or CryptographicException or OverflowException or InvalidFileException or InvalidDataException)
        {
            await RefuseAsync(task, error.Message, stop);
        }
    }

    private async Task RefuseAsync(SiteTask task, string reason, CancellationToken stop)
    {
        say($"Refused {task.Kind} of round {task.Round} of {task.Training}: {reason}.");
        folder.AddDone(new(DateTime.UtcNow, task.Training, task.Round, task.Id, task.Lease, task.Kind, "refused"));
        await hub.RefuseAsync(task.Id, new(task.Lease, reason), stop);
    }

    /// <summary>Everything that this site asks of a task before it does anything.</summary>
    private string? Refusal(SiteTask task)
    {
        if (!Approvals.IsName(task.Training))
            return "its training has no name that a site knows";
        IReadOnlyList<DoneTask> done;
        IReadOnlyDictionary<string, string> refused;
        try
        {
            (done, refused) = (folder.ReadDone(), folder.Approvals.Refused());
        }
        catch (IOException error)
        {
            return $"the site does not know what it has done ({error.Message})";
        }

        if (done.Any(row => row.Lease == task.Lease))
            return "this lease was taken before";
        if (done.Any(row => row.Task == task.Id && row.Ended == "sent"))
            return "it was done before";
        if (task.Until < DateTime.UtcNow)
            return "its time is over";
        if (done.Where(row => row.Training == task.Training && row.Ended == "sent").Select(row => row.Round).DefaultIfEmpty(0).Max() > task.Round)
            return $"round {task.Round} is over here";
        if (refused.TryGetValue(task.Training, out var said))
            return $"the site's operator refused {task.Training}{(said.Length > 0 ? $": {said}" : "")}";
        try
        {
            var (policy, receipts) = (ReadPolicy(), new ReceiptFile(folder.Receipts).All());
            return policy.Refusal(
                task, HashOf(task.Recipe), StepsOf(task),
                receipts.Where(receipt => receipt.Training == task.Training).Select(receipt => receipt.Round).ToHashSet(), Spent(receipts, task.Dataset), DateTime.Now);
        }
        catch (Exception error) when (error is InvalidPolicyException or IOException or JsonException or InvalidOperationException)
        {
            return $"the site's policy cannot be asked ({error.Message})";
        }
    }

    private async Task<Outgoing> MakeAsync(SiteTask task, string work, CancellationToken stop)
    {
        Directory.CreateDirectory(work);
        var payload = Path.Combine(work, Outgoing.Payload);
        TaskResultRequest result;
        double? norm = null;
        if (task.Kind == SiteTask.Train)
        {
            using var beating = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var (phase, step, total) = ("", 0L, 0L);
            var beats = BeatAsync(hub, task, () => (phase, step, total), Beat, beating);
            try
            {
                (result, var measured) = await new TrainTask(folder, hub, trainer).RunAsync(task, ReadPolicy().Datasets[task.Dataset], (a, b, c) => (phase, step, total) = (a, b, c), beating.Token);
                norm = task.Masked is null ? measured : null;
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new TrainingFailedException("the hub no longer waits for it");
            }
            finally
            {
                await beating.CancelAsync();
                await beats;
            }
        }
        else
        {
            File.WriteAllBytes(payload, MaskTasks.Run(folder, task, Identity.Site));
            result = new() { Lease = task.Lease, Receipt = 0, Sha256 = FileHash.Of(payload) };
        }

        // The receipt is in the chain before a byte leaves, so that what might have left is always on it.
        var receipt = new ReceiptFile(folder.Receipts).Add(Receipt(task, result, new FileInfo(payload).Length, norm));
        var outgoing = new Outgoing(receipt, result with { Receipt = receipt.Number });
        outgoing.Keep(work);
        return outgoing;
    }

    private async Task SendAsync(SiteTask task, Outgoing outgoing, string work, CancellationToken stop)
    {
        await GiveReceiptsAsync(stop);
        await hub.SendAsync(task.Id, task.Lease, Path.Combine(work, Outgoing.Payload), outgoing.Result.Sha256, stop);
        await hub.CompleteAsync(task.Id, outgoing.Result with { Lease = task.Lease }, stop);
        var next = $"{folder.Control(task.Training)}.{task.Round}";
        if (File.Exists(next))
            File.Move(next, folder.Control(task.Training), overwrite: true);
        folder.AddDone(new(DateTime.UtcNow, task.Training, task.Round, task.Id, task.Lease, task.Kind, "sent"));
        Directory.Delete(work, recursive: true);
        say($"Sent {outgoing.Receipt.Bytes} bytes for round {task.Round} of {task.Training} (receipt {outgoing.Receipt.Number}).");
    }

    /// <summary>Hands on every receipt that the hub does not have yet.</summary>
    private async Task GiveReceiptsAsync(CancellationToken stop)
    {
        var head = await hub.ReceiptsAsync(stop);
        foreach (var receipt in new ReceiptFile(folder.Receipts).All().Where(receipt => receipt.Number > head.Count))
            await hub.GiveReceiptAsync(receipt, stop);
    }

    private SiteReceipt Receipt(SiteTask task, TaskResultRequest result, long bytes, double? norm)
    {
        var steps = StepsOf(task) ?? 0;
        var noisy = task.Kind == SiteTask.Train ? task.Privacy : null;
        var budget = ReadPolicy().Datasets[task.Dataset].Budget ?? new(double.PositiveInfinity, 1e-5);
        return new()
        {
            Site = Identity.Site,
            Number = 0,
            At = new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc),
            Training = task.Training,
            Round = task.Round,
            Kind = task.Kind,
            Task = task.Id,
            Dataset = task.Dataset,
            Sha256 = result.Sha256,
            Bytes = bytes,
            Norm = norm,
            Masked = task.Kind == SiteTask.Train && task.Masked is not null,
            NoiseMultiplier = noisy?.NoiseMultiplier,
            SampleRate = noisy?.SampleRate,
            Steps = noisy is null ? null : steps,
            EpsilonSpent = noisy is null ? null
                : budget.Spent([.. Spent(new ReceiptFile(folder.Receipts).All(), task.Dataset), new PrivacySpent(noisy.SampleRate, noisy.NoiseMultiplier, steps)]).Epsilon,
            Before = "",
            Hash = "",
        };
    }

    /// <returns>Null when the recipe does not say how many it makes.</returns>
    private static int? StepsOf(SiteTask task) =>
        JsonSerializer.Deserialize<JsonElement>(task.Recipe).TryGetProperty("steps", out var steps) && steps.TryGetInt32(out var count) ? count : null;

    private static string HashOf(string recipe) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipe)));

    private static List<PrivacySpent> Spent(IEnumerable<SiteReceipt> receipts, string dataset) =>
        [.. receipts.Where(receipt => receipt.Dataset == dataset && receipt.NoiseMultiplier is not null).Select(receipt => new PrivacySpent(receipt.SampleRate!.Value, receipt.NoiseMultiplier!.Value, receipt.Steps!.Value))];

    /// <summary>Says that the site lives while it trains or waits; ends that when the hub no longer waits for it.</summary>
    private static async Task BeatAsync(SiteHub hub, SiteTask task, Func<(string Phase, long Step, long Total)> progress, TimeSpan first, CancellationTokenSource training)
    {
        try
        {
            for (var next = first; ; next = Beat)
            {
                await Task.Delay(next, training.Token);
                var (phase, step, total) = progress();
                try
                {
                    await hub.HeartbeatAsync(task.Id, new(task.Lease, phase, step, total), training.Token);
                }
                catch (HttpRequestException)
                {
                    // The hub may be away for a while; the training goes on.
                }
                catch (HubRefusedException refused) when (refused.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
                {
                    await training.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The training has ended.
        }
    }

    private SitePolicy ReadPolicy() => PolicyReader.Read(File.ReadAllText(folder.Policy));
}
