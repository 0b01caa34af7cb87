using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Federation;
using Tsumugi.Federating.Protocol;
using Tsumugi.Federating.Rounds;
using Tsumugi.Federation.Sites;
using Tsumugi.Federation.Trainings;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;

namespace Tsumugi.Federation.Rounds;

/// <summary>Hands a waiting task to its site, as a token that the hub signed; the request waits for one.</summary>
public sealed class LeaseTask(HubDb db, HubOptions options, HubSigner signer, HubAddress address, RoundSignals signals, FileHashes hashes)
{
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <returns>Null when nothing came in time.</returns>
    public async Task<LeaseAnswer?> RunAsync(FederationSite site, TimeSpan wait, CancellationToken stop)
    {
        var until = DateTime.UtcNow + (wait < MostWait ? wait : MostWait);
        while (true)
        {
            var signal = signals.WorkFor(site.Id);
            if (await TakeAsync(site, stop) is { } task)
                return new(await TokenAsync(task, stop));
            if (until - DateTime.UtcNow is var left && left <= TimeSpan.Zero)
                return null;
            await RoundSignals.WaitAsync(signal, left < LookAgain ? left : LookAgain, stop);
        }
    }

    private async Task<RoundTask?> TakeAsync(FederationSite site, CancellationToken stop)
    {
        var waiting = await (
            from row in db.Set<RoundTask>().AsNoTracking()
            join training in db.Set<FederatedTraining>() on row.TrainingId equals training.Id
            where row.SiteId == site.Id && row.State == RoundTask.Waiting && training.State == FederatedTraining.Running && training.Round == row.Round
            orderby training.CreatedAt
            select row).FirstOrDefaultAsync(stop);
        if (waiting is null)
            return null;
        (waiting.Lease, waiting.BeatAt) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)), DateTime.UtcNow);
        var taken = await db.Set<RoundTask>().Where(row => row.Id == waiting.Id && row.State == RoundTask.Waiting).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, RoundTask.Leased).SetProperty(row => row.Lease, waiting.Lease).SetProperty(row => row.BeatAt, waiting.BeatAt), stop);
        return taken == 1 ? waiting : null;
    }

    private async Task<string> TokenAsync(RoundTask task, CancellationToken stop)
    {
        var training = await db.Set<FederatedTraining>().AsNoTracking().FirstAsync(row => row.Id == task.TrainingId, stop);
        var round = await db.Set<TrainingRound>().AsNoTracking().FirstAsync(row => row.TrainingId == task.TrainingId && row.Number == task.Round, stop);
        var (request, files) = (training.Request, new RoundFiles(options, training.Id));
        var asked = new SiteTask
        {
            Id = task.Id,
            Lease = task.Lease!,
            Training = training.Id,
            Round = task.Round,
            Rounds = request.Rounds,
            Kind = task.Kind,
            Dataset = request.Sites[task.SiteId],
            RecipeName = request.Recipe,
            Recipe = training.Recipe,

            // Every round and site shuffles for itself, and again the same way when asked again.
            Seed = BitConverter.ToInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{request.Seed}\0{task.Round}\0{task.SiteId}"))) & long.MaxValue,
            Method = request.Method,
            Privacy = request.Privacy,
            Files = task.Kind == SiteTask.Train ? await HashesAsync(files.ForSites(task.Round), stop) : new Dictionary<string, string>(),
            Masked = request.Masked
                ? MaskedState.For(request, files, await db.Set<RoundTask>().AsNoTracking().Where(row => row.TrainingId == training.Id && row.Round == task.Round).ToListAsync(stop), task)
                : null,
            Until = round.PhaseUntil,
        };
        var now = DateTimeOffset.UtcNow;
        return HubToken.Make(signer, TaskToken.Type, address.Keys, new Dictionary<string, object>
        {
            ["iss"] = address.Value,
            ["aud"] = task.SiteId,
            ["jti"] = asked.Lease,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = new DateTimeOffset(round.PhaseUntil).ToUnixTimeSeconds(),
            ["task"] = asked,
        });
    }

    private async Task<Dictionary<string, string>> HashesAsync(IReadOnlyDictionary<string, string> files, CancellationToken stop)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in files)
            named[name] = await hashes.OfAsync(path, stop);
        return named;
    }
}
