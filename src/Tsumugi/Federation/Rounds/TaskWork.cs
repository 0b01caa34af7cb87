using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federation.Sites;
using Tsumugi.Federation.Trainings;
using Tsumugi.Federation.Wire;
using Tsumugi.Formats;
using Tsumugi.Formats.Safetensors;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Federation.Rounds;

/// <summary>What a site does with a task that it holds: signs of life, pieces, the result, a refusal. Whoever holds another lease, or that of a round that is over, is refused.</summary>
public sealed class TaskWork(HubDb db, HubOptions options, RoundSignals signals, FileHashes hashes)
{
    /// <summary>Of steps that send keys or shares alone.</summary>
    private const long MostSmall = 4 << 20;

    /// <summary>The task, if the site holds it now.</summary>
    public async Task<Outcome<RoundTask>> HeldAsync(FederationSite site, string id, string? lease, CancellationToken stop)
    {
        if (await db.Set<RoundTask>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.SiteId == site.Id, stop) is not { } task)
            return Gate.NoSuch(new($"課題 {id} ", $"the task {id}"));
        var training = await db.Set<FederatedTraining>().AsNoTracking().FirstAsync(row => row.Id == task.TrainingId, stop);
        if (training.State != FederatedTraining.Running || training.Round != task.Round || task.State == RoundTask.Lost)
            return Over(task);
        return task.State == RoundTask.Leased && task.Lease == lease ? task : Stale(task);
    }

    public async Task<Outcome<bool>> BeatAsync(FederationSite site, string id, HeartbeatRequest beat, CancellationToken stop)
    {
        var held = await HeldAsync(site, id, beat.Lease, stop);
        if (held.Refused)
            return held.Refusal!;
        await SaveBeatAsync(id, beat, stop);
        return true;
    }

    /// <returns>The file of the round's model that the site asked for.</returns>
    public async Task<Outcome<string>> FileAsync(FederationSite site, string id, string? lease, string name, CancellationToken stop)
    {
        var held = await HeldAsync(site, id, lease, stop);
        if (held.Refused)
            return held.Refusal!;
        return held.Value.Kind == SiteTask.Train && Files(held.Value).ForSites(held.Value.Round).TryGetValue(name, out var path)
            ? path
            : Gate.NoSuch(new($"ファイル {name} ", $"the file {name}"));
    }

    public async Task<Outcome<PiecesView>> PiecesAsync(FederationSite site, string id, string? lease, CancellationToken stop)
    {
        var held = await HeldAsync(site, id, lease, stop);
        return held.Refused ? held.Refusal! : new PiecesView(Length(Files(held.Value).Arriving(held.Value)));
    }

    public async Task<Outcome<PiecesView>> PutAsync(SignedBody body, string id, string? lease, long offset, CancellationToken stop)
    {
        var held = await HeldAsync(body.Site, id, lease, stop);
        if (held.Refused)
            return held.Refusal!;
        var (path, most) = (Files(held.Value).Arriving(held.Value), Most(held.Value));
        if (offset != Length(path))
            return Refusal.Conflict("gap", new($"{Length(path)} バイト目から送ってください。", $"Send from byte {Length(path)} on."), new("受け取り済みの長さを確かめてから続けてください。", "Ask how much has come, and go on from there."));
        var (end, found) = await ArrivingPiece.TakeAsync(path, body.Bytes, most, end => SaveBeatAsync(id, new(lease!, "sending", end, end), stop), stop);
        if (end > most || found != body.Sha256)
            ArrivingPiece.Cut(path, offset);
        if (end > most)
            return Rejected(new($"更新は {most} バイトまでです。", $"An update has at most {most} bytes."));
        if (found != body.Sha256)
            return SignedSites.NotWhatWasSigned;

        if (offset == 0)
            hashes.Remember(path, found);
        await SaveBeatAsync(id, new(lease!, "sending", end, end), stop);
        return new PiecesView(end);
    }

    /// <summary>Takes what came as the site's part of the step, after everything that can be wrong with it was looked for.</summary>
    public async Task<Outcome<bool>> CompleteAsync(FederationSite site, string id, TaskResultRequest result, CancellationToken stop)
    {
        var held = await HeldAsync(site, id, result.Lease, stop);
        if (held.Refused)
            return held.Refusal!;
        var (task, files) = (held.Value, Files(held.Value));
        var arriving = files.Arriving(task);
        if ((File.Exists(arriving) ? await hashes.OfAsync(arriving, stop) : "") != result.Sha256)
        {
            File.Delete(arriving);
            return Refusal.Invalid("bad-hash", new("届いた内容のハッシュが一致しません。", "What came does not have the hash that was said."), new("最初から送り直してください。", "Send it again from the beginning."));
        }

        if (!await db.Set<ReceiptRow>().AnyAsync(row => row.SiteId == site.Id && row.Number == result.Receipt && row.TaskId == id && row.Sha256 == result.Sha256, stop))
            return Refusal.Invalid("no-receipt", new("この内容の控えが届いていません。", "There is no receipt of this."), new("先に控えを送ってください。", "Send the receipt first."));
        var training = await db.Set<FederatedTraining>().AsNoTracking().FirstAsync(row => row.Id == task.TrainingId, stop);
        double? norm = null;
        if (await Task.Run(() => Fault(training.Request, files, task, result, ref norm), stop) is { } fault)
        {
            await EndAsync(task, RoundTask.Rejected, fault, stop);
            return Rejected(Words.Same(fault));
        }

        File.Move(arriving, files.Arrived(task), overwrite: true);
        hashes.Remember(files.Arrived(task), result.Sha256);
        var bytes = Length(files.Arrived(task));
        await db.Set<RoundTask>().Where(row => row.Id == id && row.State == RoundTask.Leased && row.Lease == result.Lease).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, RoundTask.Done).SetProperty(row => row.Sha256, result.Sha256).SetProperty(row => row.Bytes, bytes).SetProperty(row => row.Receipt, result.Receipt)
                .SetProperty(row => row.Examples, result.Examples).SetProperty(row => row.FirstLoss, result.FirstLoss).SetProperty(row => row.LastLoss, result.LastLoss)
                .SetProperty(row => row.TrainingSeconds, result.TrainingSeconds).SetProperty(row => row.Norm, norm), stop);
        signals.News();
        return true;
    }

    public async Task<Outcome<bool>> RefuseAsync(FederationSite site, string id, TaskRefusalRequest refusal, CancellationToken stop)
    {
        var held = await HeldAsync(site, id, refusal.Lease, stop);
        if (held.Refused)
            return held.Refusal!;
        await EndAsync(held.Value, RoundTask.Refused, refusal.Reason is { Length: > 0 } reason ? reason[..Math.Min(reason.Length, 1000)] : "no reason given", stop);
        return true;
    }

    private Task<int> SaveBeatAsync(string id, HeartbeatRequest beat, CancellationToken stop)
    {
        var (now, phase) = (DateTime.UtcNow, beat.Phase is { Length: <= 100 } said ? said : "");
        return db.Set<RoundTask>().Where(row => row.Id == id && row.Lease == beat.Lease).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.BeatAt, now).SetProperty(row => row.Phase, phase).SetProperty(row => row.Step, beat.Step).SetProperty(row => row.Total, beat.Total), stop);
    }

    private async Task EndAsync(RoundTask task, string state, string reason, CancellationToken stop)
    {
        await db.Set<RoundTask>().Where(row => row.Id == task.Id && row.State == RoundTask.Leased && row.Lease == task.Lease).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, state).SetProperty(row => row.Reason, reason), stop);
        File.Delete(Files(task).Arriving(task));
        signals.News();
    }

    /// <summary>What keeps the bytes from being what the step asks for.</summary>
    private static string? Fault(TrainingRequest request, RoundFiles files, RoundTask task, TaskResultRequest result, ref double? norm)
    {
        var arriving = files.Arriving(task);
        if (task.Kind != SiteTask.Train)
            return SmallFault(task, arriving);
        if (result.Examples is < 1 or > 1L << 40 || result.TrainingSeconds is not >= 0 || result.FirstLoss is { } first && !double.IsFinite(first) || result.LastLoss is { } last && !double.IsFinite(last))
            return "The number of examples, the seconds or the losses are no numbers that can be.";
        using var model = SafetensorsFile.Open(files.Model(task.Round));
        var shape = ModelShape.Of(model);
        if (request.Masked)
            return Length(arriving) == shape.Length * sizeof(ulong) ? null : $"A masked update of this model has {shape.Length * sizeof(ulong)} bytes, not {Length(arriving)}.";
        try
        {
            using var update = SafetensorsFile.Open(arriving, "the update");
            var fault = shape.Fault(update, out var measured, request.Method.Name == RoundMethod.Scaffold ? ["", ModelShape.Control] : [""]);
            norm = fault is null ? measured : null;
            return fault;
        }
        catch (InvalidFileException error)
        {
            return error.Message;
        }
    }

    private static string? SmallFault(RoundTask task, string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var read = task.Kind switch
            {
                SiteTask.Keys => JsonSerializer.Deserialize<SiteKeys>(bytes, JsonSerializerOptions.Web) is { Sealing: { } one, Masking: { } other } && IsKey(one) && IsKey(other),
                SiteTask.Shares => JsonSerializer.Deserialize<List<SealedFor>>(bytes, JsonSerializerOptions.Web) is { Count: > 0 } shares && shares.All(share => share is { To: not null, Bytes: not null } && Convert.FromBase64String(share.Bytes).Length > 0),
                _ => JsonSerializer.Deserialize<RevealedView>(bytes, JsonSerializerOptions.Web) is { OfSeeds: { } seeds, OfKeys: { } keys } && seeds.Concat(keys).All(share => Convert.FromBase64String(share.Value).Length == Federating.Secure.ShamirShares.ShareLength),
            };
            return read ? null : $"That is no answer to the step '{task.Kind}'.";
        }
        catch (Exception error) when (error is JsonException or FormatException or CryptographicException)
        {
            return $"That is no answer to the step '{task.Kind}'.";
        }
    }

    private static bool IsKey(string text)
    {
        using var key = ECDiffieHellman.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
        return key.KeySize == 256;
    }

    private RoundFiles Files(RoundTask task) => new(options, task.TrainingId);

    /// <summary>Masked numbers and those with a control variate take twice the model's bytes.</summary>
    private long Most(RoundTask task) => task.Kind == SiteTask.Train ? 2 * Length(Files(task).Model(task.Round)) + MostSmall : MostSmall;

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static Refusal Rejected(Words why) => Refusal.Invalid("unfit-update", why, new("拠点の学習を確かめてください。この回では、この拠点の更新は使いません。", "Look at the site's training; in this round its update is not used."));

    private static Refusal Over(RoundTask task) => Refusal.Conflict(
        "round-over", new($"第 {task.Round} 回は終わっています。", $"Round {task.Round} is over."), new("次の課題を受け取ってください。", "Ask for the next task."));

    private static Refusal Stale(RoundTask task) => Refusal.Conflict(
        "stale-lease", new($"課題 {task.Id} のこの貸し出しは、もう有効ではありません。", $"This lease of the task {task.Id} is no longer valid."), new("次の課題を受け取ってください。", "Ask for the next task."));
}
