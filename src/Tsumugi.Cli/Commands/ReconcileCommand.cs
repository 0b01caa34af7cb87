using System.CommandLine;
using Tsumugi.Client.Compute;
using static Tsumugi.Cli.TerminalLanguage;

namespace Tsumugi.Cli.Commands;

/// <summary><c>site reconcile</c>: a compute site's Slurm against the hub's allocations. Exit code 1 while something differs.</summary>
internal static class ReconcileCommand
{
    private static readonly Argument<string> Site = new("site") { Description = "The compute site's name in addresses / 計算拠点のアドレス上の名前" };

    private static readonly Option<bool> Repair = new("--repair") { Description = "Mend what is the hub's own / ハブのものを修復する" };

    public static Command Make()
    {
        var command = new Command("reconcile", "A compute site's Slurm accounts against the allocations (operators) / 計算拠点の Slurm のアカウントを割り当てと照合する（運用担当者）") { Site, Repair };
        command.Runs((hub, parsed, stop) => hub.ReconcileAsync(parsed.GetValue(Site)!, parsed.GetValue(Repair), stop), Show, answer => answer.Drifts.Count == 0);
        return command;
    }

    private static void Show(Reconciliation found)
    {
        foreach (var drift in found.Repaired)
            Console.WriteLine(T($"修復  {drift.Text}", $"mended  {drift.Text}"));
        foreach (var drift in found.Drifts)
            Console.WriteLine($"{drift.Kind,-7} {drift.Text}");
        foreach (var line in found.Refused.Concat(found.Notes))
            Console.WriteLine($"!  {line}");
        Console.WriteLine(T($"一致 {found.Agreeing} 件、相違 {found.Drifts.Count} 件", $"{found.Agreeing} agree, {found.Drifts.Count} differ"));
    }
}
