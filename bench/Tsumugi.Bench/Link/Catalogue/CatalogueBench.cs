using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Catalogue;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;

namespace Tsumugi.Bench.Link.Catalogue;

/// <summary>The catalogue of a hub: its index made from the records, then questions as people ask them, each through the gate and with "may I use it?" beside each result.</summary>
internal static class CatalogueBench
{
    private const int Questions = 2_000;

    /// <summary>Somebody of one institution, who sees what everybody sees and what is hers.</summary>
    private static readonly Caller Reader = new() { PersonId = "reader", Memberships = new Dictionary<string, InstitutionRole> { [MadeRecords.Institution(7)] = InstitutionRole.Researcher } };

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, int records, CancellationToken ct)
    {
        var services = new ServiceCollection().AddLogging();
        var options = new HubOptions { DataFolder = folder, WorkerPath = "", RecipeFolder = folder };
        services.AddHub(options);
        await using var provider = services.BuildServiceProvider();
        await using (var scope = provider.CreateAsyncScope())
            await MadeRecords.WriteAsync(scope.ServiceProvider.GetRequiredService<HubDb>(), records, ct);
        SqliteConnection.ClearAllPools();
        Console.Error.WriteLine($"made {records:N0} records");

        var clock = Stopwatch.StartNew();
        await AskAsync(provider, new("", [], 1), ct);
        var made = clock.Elapsed.TotalSeconds;
        Console.Error.WriteLine($"index made in {made:0} s");
        var (all, byForm) = (new List<double>(), new Dictionary<string, List<double>>());
        foreach (var (form, request) in MadeQuestions.Draw(Questions))
        {
            var began = Stopwatch.GetTimestamp();
            await AskAsync(provider, request, ct);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            all.Add(took);
            if (!byForm.TryGetValue(form, out var own))
                byForm[form] = own = [];
            own.Add(took);
        }

        foreach (var (form, own) in byForm.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.Error.WriteLine($"{form,-24} {own.Count,5} median {At(own, 0.5),7:0.0} p99 {At(own, 0.99),7:0.0} most {own.Max(),7:0.0} ms");
        return
        [
            new("catalogueRecords", "Records in the catalogue", records, ""),
            new("catalogueP99Ms", "A question to the catalogue with facets and 'may I use it?', the 99th of a hundred", At(all, 0.99), "ms"),
            new("catalogueMedianMs", "… the median", At(all, 0.5), "ms"),
            new("catalogueIndexSeconds", "Its index made from the records", made, "s"),
            new("catalogueBytesPerRecord", "The index on the disk, for each record", Directory.EnumerateFiles(options.Catalogue).Sum(file => new FileInfo(file).Length) / (double)records, "bytes"),
        ];
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)Math.Min(times.Count - 1, times.Count * share));

    private static async Task<FoundRecords> AskAsync(ServiceProvider provider, CatalogueRequest request, CancellationToken ct)
    {
        await using var scope = provider.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<SearchCatalogue>().RunAsync(Reader, request, ct);
        return found.Refused ? throw new InvalidOperationException(found.Refusal!.Reason.En) : found.Value;
    }
}
