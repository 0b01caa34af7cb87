using Tsumugi.Bench;
using Tsumugi.Bench.Compute;
using Tsumugi.Bench.Engine;
using Tsumugi.Bench.Evaluation;
using Tsumugi.Bench.Federate;
using Tsumugi.Bench.Gate;
using Tsumugi.Bench.Ingest;
using Tsumugi.Bench.Integration;
using Tsumugi.Bench.Link;
using Tsumugi.Bench.Merge;
using Tsumugi.Bench.Registry;
using Tsumugi.Bench.Suites;
using Tsumugi.Bench.Thread;

// One line for each bench.
IBench[] benches =
[
    new IngestBench(),
    new ThreadBench(),
    new RegistryBench(),
    new EngineBench(),
    new GateBench(),
    new EvaluationBench(),
    new ComputeBench(),
    new MergeBench(),
    new FederateBench(),
    new IntegrationBench(),
    new LinkBench(),
    new Gb1Suite(),
    new SecondaryStructureSuite(),
    new GenesSuite(),
    new MoleculesSuite(),
    new CellsSuite(),
    new BloodCellsSuite(),
];

var bench = args is [var name] ? benches.FirstOrDefault(known => known.Name == name) : null;
if (bench is null)
{
    Console.Error.WriteLine(args.Length == 1 ? $"There is no bench '{args[0]}'. Known:" : "Name one bench:");
    foreach (var known in benches)
        Console.Error.WriteLine($"  {known.Name,-20} {known.Purpose}");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
BenchReport.Print(bench.Name, await bench.RunAsync(stop.Token));
return 0;
