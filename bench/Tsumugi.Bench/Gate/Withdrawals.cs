using System.Diagnostics;
using System.Globalization;
using Tsumugi.Client.Ethics;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Withdrawals;
using Tsumugi.Ethics;
using Tsumugi.Thread;

namespace Tsumugi.Bench.Gate;

/// <summary>Subjects are withdrawn from a dataset that everything was trained from, and the whole report of what that reaches is read.</summary>
internal static class Withdrawals
{
    private const int Models = 500;
    private const int Jobs = 200_000;
    private const int Runs = 3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string path, CancellationToken ct)
    {
        var hub = new GateHub(path);
        await hub.BeginAsync(
            [GateHub.Repository("dataset", "cohort", DataUseConditions.None), .. Enumerable.Range(0, Models).Select(at => GateHub.Repository("model", $"m{at}", DataUseConditions.None))], ct);
        await using (var db = hub.Open())
        {
            db.Add(new Revision { Kind = "dataset", InstitutionId = "lab", Name = "cohort", Hash = "c0", Number = 1, CreatedAt = DateTime.UtcNow, PersonId = "hanako", FileCount = 0, Size = 0, Pages = [], Facts = "{}" });
            await db.SaveChangesAsync(ct);
        }

        await hub.RecordAsync(Entries(), ct);
        var seconds = new List<double>();
        for (var run = 0; run < Runs; run++)
            seconds.Add(await WithdrawAsync(hub, run, ct));
        return [new("withdrawalSeconds", "Withdrawal and its whole report, 1,000,000 ties", seconds.Order().ElementAt(Runs / 2), "s")];
    }

    private static async Task<double> WithdrawAsync(GateHub hub, int run, CancellationToken ct)
    {
        var clock = Stopwatch.GetTimestamp();
        await using var db = hub.Open();
        var made = await new WithdrawData(db, []).RunAsync(GateHub.Steward, "lab/cohort", new("Consent was taken back", Subjects: [$"subject-{run}"]), DateTime.UtcNow, ct);
        var report = await ImpactReport.ReadAsync(db, GateHub.Steward, made.Value, ct);
        var owned = 0;
        for (var at = 0; at < report.Items.Count; at += 1000)
            owned += (await report.PageAsync(db, at, 1000, ct)).Count(item => item.Owner == "person:hanako");
        var took = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        if (owned != Jobs || report.Items.Count != Jobs + Models)
            throw new InvalidOperationException($"The report has {report.Items.Count} things, {owned} of them owned.");
        return took;
    }

    private static IEnumerable<ThreadEntry> Entries()
    {
        var cohort = NodeRef.Parse("dataset:lab/cohort@c0");
        yield return GateHub.Revised(cohort);
        for (var at = 0; at < Jobs; at++)
        {
            var (model, step) = (at % Models, at / Models);
            var from = step == 0 ? cohort : Checkpoint(model, step - 1);
            foreach (var entry in GateHub.Trained(Checkpoint(model, step), string.Create(CultureInfo.InvariantCulture, $"train-{at}"), [from]))
                yield return entry;
        }
    }

    private static NodeRef Checkpoint(int model, int step) => NodeRef.Parse(string.Create(CultureInfo.InvariantCulture, $"model:lab/m{model}@{step:x8}"));
}
