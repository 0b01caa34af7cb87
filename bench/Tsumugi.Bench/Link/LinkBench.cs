using System.Diagnostics;
using System.Globalization;
using Tsumugi.Bench.Link.Catalogue;
using Tsumugi.Formats.Links;
using Tsumugi.Formats.Links.Patterns;
using Tsumugi.Formats.Links.Sources;

namespace Tsumugi.Bench.Link;

/// <summary>Links between two systems: loaded from TSV, converted in one thread, beside the same join in DuckDB.</summary>
internal sealed class LinkBench : IBench
{
    private const int Runs = 5;
    private const long Memory = 256 << 20;

    public string Name => "link";

    public string Purpose => "TSUMUGI_BENCH_PAIRS (10,000,000) links loaded, TSUMUGI_BENCH_IDS (1,000,000) identifiers converted, beside DuckDB; then a catalogue of TSUMUGI_BENCH_RECORDS (1,000,000)";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var (pairs, ids) = (Number("TSUMUGI_BENCH_PAIRS", 10_000_000), (int)Number("TSUMUGI_BENCH_IDS", 1_000_000));
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-link-").FullName;
        try
        {
            var (tsv, store) = (Path.Combine(folder, "links.tsv"), Path.Combine(folder, "links"));
            await MadeLinks.WriteAsync(tsv, pairs, ct);
            var clock = Stopwatch.StartNew();
            var counts = await LoadAsync(tsv, store, ct);
            var load = clock.Elapsed.TotalSeconds;
            if (counts.Pairs != pairs)
                throw new InvalidOperationException($"{counts.Pairs} of {pairs} pairs were loaded.");
            var asked = MadeLinks.Asked(ids, pairs);
            var (convert, found) = Convert(store, asked, ct);
            var peak = Peak();
            var (duckLoad, duckJoin, duckFound) = DuckDbJoin.Run(folder, tsv, asked, Runs);
            if (duckFound != found)
                throw new InvalidOperationException($"DuckDB found {duckFound} links, the store {found}.");
            File.Delete(tsv);
            return
            [
                new("pairs", "Pairs", counts.Pairs, ""),
                new("storeBytesPerPair", "Both directions on the disk, for each pair", new FileInfo(store).Length / (double)pairs, "bytes"),
                new("loadPairsPerSecond", "Loaded from TSV, checked, sorted both ways", pairs / load, "pairs/s"),
                new("duckLoadPairsPerSecond", "… by DuckDB into a table, unchecked and unsorted", pairs / duckLoad, "pairs/s"),
                new("convertPerSecond", "Identifiers converted by one thread", ids / convert, "identifiers/s"),
                new("duckConvertPerSecond", "… by DuckDB with one thread", ids / duckJoin, "identifiers/s"),
                new("overDuckDb", "Conversion over DuckDB's", duckJoin / convert, ""),
                new("peakBytes", "Most memory of loading and converting", peak, "bytes"),
                .. await CatalogueBench.MeasureAsync(folder, (int)Number("TSUMUGI_BENCH_RECORDS", 1_000_000), ct),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<LinkCounts> LoadAsync(string tsv, string store, CancellationToken ct)
    {
        using var builder = new LinkFileBuilder(store, Memory);
        var sink = new LinkSink("links.tsv", new("Ensembl protein", IdentifierPattern.Parse(MadeLinks.Source), []), new("UniProt", IdentifierPattern.Parse(MadeLinks.Target), []), builder);
        await new TsvLinks().ReadAsync(tsv, new(), sink, ct);
        return builder.End(ct);
    }

    /// <returns>Seconds of the fastest run, which reads what an earlier one left in the system's cache, as DuckDB's does.</returns>
    private static (double Seconds, long Found) Convert(string store, IdentifierList asked, CancellationToken ct)
    {
        var (best, found) = (double.PositiveInfinity, 0L);
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            using var links = LinkFile.Open(store);
            var answer = links.Convert(asked, reversed: false, ct);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
            found = Enumerable.Range(0, asked.Count).Sum(at => (long)answer.Of(at).Count);
        }

        return (best, found);
    }

    private static double Peak() => File.ReadLines("/proc/self/status").Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
        .Select(line => 1024 * double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : otherwise;
}
