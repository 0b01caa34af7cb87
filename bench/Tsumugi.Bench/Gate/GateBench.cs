using Microsoft.Data.Sqlite;

namespace Tsumugi.Bench.Gate;

/// <summary>The gate over a hub of years: decisions, withdrawals, disease terms.</summary>
internal sealed class GateBench : IBench
{
    public string Name => "gate";

    public string Purpose => "decisions over an ancestry of 100,000 nodes, a withdrawal over 1,000,000 ties, 30,000 disease terms";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(Decisions.ColdVariable) is { Length: > 0 } records)
            return await Decisions.FirstAsync(records, ct);
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-gate-").FullName;
        try
        {
            return
            [
                .. await Decisions.MeasureAsync(Path.Combine(folder, "decisions.db"), ct),
                .. await Withdrawals.MeasureAsync(Path.Combine(folder, "withdrawals.db"), ct),
                .. await OntologyLoad.MeasureAsync(folder, ct),
            ];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }
}
