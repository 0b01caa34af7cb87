using System.Diagnostics;
using Tsumugi.Bench.Suites;
using Tsumugi.Merging.Searching;
using Tsumugi.Torch.Baselines;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Integration;

/// <summary>
/// Four models that were trained apart, on disjoint proteins of UniRef (two) and E. coli (two), from one ancestor; then made one in every way that
/// the hub has, beside training on all data at once, which is the ceiling. Quality against cost.
/// </summary>
/// <remarks>
/// All have the same budget: what four models were trained with apart, one has on all data, and the federated one has in rounds. Two qualities, on
/// proteins that none of them saw: the loss of masked modelling (less is better), and how often the right description of an E. coli gene is among the first ten,
/// by canonical correlation with its protein's vector. Connected are the four models' vectors side by side: it has no masked modelling of its own.
/// </remarks>
internal sealed class IntegrationBench : IBench
{
    private const int AncestorSteps = 150;
    private const int Steps = 60;
    private const int Rounds = 4;
    private const int LossSteps = 6;
    private const int Evaluations = 16;
    private const int TextDirections = 200;
    private const string All = "models: [{model: part-1}, {model: part-2}, {model: part-3}, {model: part-4}]";
    private const string Two = "models: [{model: part-1}, {model: part-3}]";
    private const string FromBase = "base_model: ancestor\n" + All;

    /// <summary>Name, configuration. Those that take two models get one of UniRef and one of E. coli.</summary>
    private static readonly (string Name, string Configuration)[] Merges =
    [
        ("linear", $"merge_method: linear\n{All}\nparameters: {{weight: 1}}"),
        ("slerp", $"merge_method: slerp\nbase_model: part-1\n{Two}\nparameters: {{t: 0.5}}"),
        ("nuslerp", $"merge_method: nuslerp\n{Two}\nparameters: {{weight: 1}}"),
        ("multislerp", $"merge_method: multislerp\n{All}\nparameters: {{weight: 1}}"),
        ("karcher", $"merge_method: karcher\n{All}"),
        ("task_arithmetic", $"merge_method: task_arithmetic\n{FromBase}\nparameters: {{weight: 0.5}}"),
        ("ties", $"merge_method: ties\n{FromBase}\nparameters: {{weight: 1, density: 0.5}}"),
        ("dare_linear", $"merge_method: dare_linear\n{FromBase}\nparameters: {{weight: 0.25, density: 0.5}}"),
        ("dare_ties", $"merge_method: dare_ties\n{FromBase}\nparameters: {{weight: 0.25, density: 0.5}}"),
        ("della_linear", $"merge_method: della_linear\n{FromBase}\nparameters: {{weight: 0.25, density: 0.5}}"),
        ("della", $"merge_method: della\n{FromBase}\nparameters: {{weight: 0.25, density: 0.5}}"),
        ("breadcrumbs", $"merge_method: breadcrumbs\n{FromBase}\nparameters: {{weight: 0.25, density: 0.9}}"),
        ("breadcrumbs_ties", $"merge_method: breadcrumbs_ties\n{FromBase}\nparameters: {{weight: 0.25, density: 0.9}}"),
        ("model_stock", $"merge_method: model_stock\n{FromBase}"),
        ("sce", $"merge_method: sce\n{FromBase}\nparameters: {{select_topk: 0.5}}"),
        ("arcee_fusion", $"merge_method: arcee_fusion\nbase_model: part-1\n{Two}"),
        ("nearswap", $"merge_method: nearswap\nbase_model: part-1\n{Two}\nparameters: {{t: 0.001}}"),
        ("ram", $"merge_method: ram\n{FromBase}"),
        ("ramplus_tl", $"merge_method: ramplus_tl\n{FromBase}"),
    ];

    public string Name => "integration";

    public string Purpose => "four models trained apart: each way to make them one, beside training on all data";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var folder = Directory.CreateTempSubdirectory("tsumugi-bench-integration-");
        try
        {
            var data = await IntegrationData.ReadAsync(ct);
            var models = new IntegrationModels(folder.FullName, ct);
            var (figures, texts) = (new List<Figure>(), GeneFeatures.Texts([.. data.Known.Select(gene => gene.Text)], [.. data.Unseen.Select(gene => gene.Text)], TextDirections));

            void Measure(string key, string words, TimeSpan cost, params IReadOnlyList<string> parts)
            {
                if (parts is [var one])
                {
                    figures.Add(new($"{key}LossUniRef", $"{words}: loss, UniRef", models.Loss(one, data.TestUniRef, LossSteps), "nats"));
                    figures.Add(new($"{key}LossEcoli", $"{words}: loss, E. coli", models.Loss(one, data.TestEcoli, LossSteps), "nats"));
                }

                figures.Add(new($"{key}Recall", $"{words}: protein to text", Recall(models, data, texts, parts), "recall@10"));
                figures.Add(new($"{key}Seconds", $"{words}: cost", cost.TotalSeconds, "s"));
                Console.Error.WriteLine(string.Join("  ", figures.TakeLast(parts.Count == 1 ? 4 : 2).Select(figure => FormattableString.Invariant($"{figure.Words} {figure.Value:0.000}"))));
            }

            Measure("ancestor", "ancestor", Timed(() => models.Pretrain("ancestor", data.Ancestor, AncestorSteps)), "ancestor");
            var (apart, names) = (TimeSpan.Zero, new List<string>());
            foreach (var (place, rows) in data.Parts.Index())
            {
                names.Add($"part-{place + 1}");
                var cost = Timed(() => models.Continue("ancestor", names[place], rows, Steps, place + 1));
                apart += cost;
                Measure($"part{place + 1}", $"part {place + 1}, {(place < 2 ? "UniRef" : "E. coli")}", cost, names[place]);
            }

            foreach (var (name, configuration) in Merges)
            {
                var clock = Stopwatch.StartNew();
                await models.MergeAsync(name, configuration);
                Measure(name, $"merge, {name}", clock.Elapsed, name);
            }

            await SearchAsync(models, data, Measure);
            Measure("connected", "connected", TimeSpan.Zero, names);
            Measure("federated", $"federated, {Rounds} rounds", Timed(() => models.Federate("ancestor", "federated", data.Parts, Rounds, Steps / Rounds)), "federated");
            Measure("ceiling", "all data at once", Timed(() => models.Continue("ancestor", "ceiling", [.. data.Parts.SelectMany(rows => rows)], Steps * data.Parts.Count, 5)), "ceiling");
            figures.Add(new("apartSeconds", "the four models, together", apart.TotalSeconds, "s"));
            return figures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Weights of the four by CMA-ES, chosen on proteins that neither train nor test.</summary>
    private static async Task SearchAsync(IntegrationModels models, IntegrationData data, Action<string, string, TimeSpan, IReadOnlyList<string>> measure)
    {
        var (strategy, clock, best, asked) = (new CmaEs(data.Parts.Count, seed: 1), Stopwatch.StartNew(), (Name: "", Loss: double.PositiveInfinity), 0);
        while (asked < Evaluations)
        {
            var losses = new List<double?>();
            foreach (var point in strategy.Ask())
            {
                var name = $"searched-{++asked}";
                await models.MergeAsync(name, FormattableString.Invariant($"merge_method: task_arithmetic\nbase_model: ancestor\nmodels: [{string.Join(", ", point.Select((weight, place) => FormattableString.Invariant($"{{model: part-{place + 1}, parameters: {{weight: {weight:0.0000}}}}}")))}]"));
                losses.Add(models.Loss(name, data.Validation, LossSteps / 2));
                best = losses[^1] < best.Loss ? (name, losses[^1]!.Value) : best;
            }

            strategy.Tell(losses);
        }

        measure("searched", $"merge, task_arithmetic found by CMA-ES ({asked} tried)", clock.Elapsed, [best.Name]);
    }

    private static double Recall(IntegrationModels models, IntegrationData data, (Tensor Training, Tensor Test) texts, IReadOnlyList<string> parts)
    {
        using var scope = NewDisposeScope();
        var (known, unseen) = (Rows(models, data.Known, parts), Rows(models, data.Unseen, parts));
        var scale = Standardisation.Of(known);
        var canonical = CanonicalCorrelation.Fit(scale.Apply(known), texts.Training, penalty: 10, directions: 64);
        return GenesSuite.Recall([.. data.Unseen], "protein", "text", canonical.Left(scale.Apply(unseen)).matmul(canonical.Right(texts.Test).t()));
    }

    /// <returns>[genes, widths of all parts], float64.</returns>
    private static Tensor Rows(IntegrationModels models, IReadOnlyList<Gene> genes, IReadOnlyList<string> parts)
    {
        var vectors = parts.Select(part => models.Vectors(part, genes)).ToList();
        return tensor(genes.Index().SelectMany(gene => vectors.SelectMany(part => part[gene.Index].Select(number => (double)number))).ToArray(), [genes.Count, vectors.Sum(part => part[0].Length)]);
    }

    private static TimeSpan Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed;
    }
}
