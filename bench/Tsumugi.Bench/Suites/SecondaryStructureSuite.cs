using Tsumugi.Torch.Baselines;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Heads;
using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Bench.Suites;

/// <summary>FLIP's secondary structure in three states, for each resolved residue of proteins that resemble none in training.</summary>
internal sealed class SecondaryStructureSuite : IBench
{
    private const string States = "HEC";
    private const int TokensPerStep = 8192;
    private const int Passes = 5;

    /// <summary>Share of residues that training hides, anew each time: there is no dropout, and this teaches to lean on neighbours.</summary>
    private const double Hidden = 0.1;

    private static readonly ProteinTokenizer Tokenizer = new();

    public string Name => "secondary-structure";

    public string Purpose => "three-state accuracy on FLIP's NEW364, trained from nothing";

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        SuiteTraining.LoadTorch();
        var proteins = StructuredProtein.Read(BenchData.Existing("protein/flip_secondary_structure.zip"));
        var (training, test) = (Of(proteins, StructuredProtein.Training), Of(proteins, StructuredProtein.Test));
        var baseline = WindowRidge.Accuracy(training, test);
        var (forTraining, forTest) = (training.Select(Example).ToList(), test.Select(Example).ToList());
        var seeds = await SuiteTraining.EachSeedAsync(seed => Train(seed, forTraining, forTest, ct), ct);
        return
        [
            Figure.OfModel("accuracy", $"Q3, {test.Count} test proteins", "", seeds, new(
                baseline, $"ridge on one-hot windows of {WindowRidge.Width}", 0.818, "ProtBERT, pretrained on 2 billion proteins (Elnaggar 2021); one-hot CNN .643")),
        ];
    }

    private static List<StructuredProtein> Of(IReadOnlyList<StructuredProtein> proteins, string part) => [.. proteins.Where(protein => protein.Part == part)];

    private static Example Example(StructuredProtein protein) => new(
        Tokenizer.Tokenize(protein.Sequence, int.MaxValue).Ids,
        [.. protein.States.Zip(protein.Resolved, (state, resolved) => resolved ? States.IndexOf(state, StringComparison.Ordinal) : float.NaN)]);

    private static double Train(long seed, List<Example> training, List<Example> test, CancellationToken ct)
    {
        var (encoder, head) = SuiteTraining.Make(seed, () => (
            new ConvolutionalEncoder(new()
            {
                Vocabulary = Tokenizer.VocabularySize,
                Padding = Tokenizer.Padding,
                Width = 128,
                InnerWidth = 64,
                Layers = 4,
                Kernel = 9,
                Dilations = 2,
            }),
            new TaskHead(new() { Kind = "perPosition", Outputs = [.. States.Select(state => state.ToString())], Width = 128 })));
        int[] lengths = [.. training.Select(example => example.Tokens.Length)];
        var batches = new TokenBatches(lengths, TokensPerStep, new CounterRandom(seed, "batches"));
        var hide = new CounterRandom(seed, "hide");
        var steps = Passes * (lengths.Sum() / TokensPerStep + 1);
        SuiteTraining.Run(
            "secondary structure", seed, SuiteTraining.Parameters(encoder, head), new(steps, 100, 3e-3, 0.05),
            step =>
            {
                List<Example> chosen = [.. batches.At(step).Select(item => Hide(training[item], hide, step, item))];
                return new(Supervision.Loss(encoder, head, chosen, CPU), chosen.Sum(example => (long)example.Tokens.Length));
            },
            ct);
        return Supervision.Measure(encoder, head, test, TokensPerStep, CPU)["accuracy"];
    }

    private static Example Hide(Example example, CounterRandom random, int step, int item)
    {
        var tokens = (int[])example.Tokens.Clone();
        for (var place = 1; place < tokens.Length - 1; place++)
        {
            if (random.Uniform(step, ((long)item << 16) + place) < Hidden)
                tokens[place] = Tokenizer.Mask;
        }

        return example with { Tokens = tokens };
    }

    /// <summary>The baseline: least squares from the letters around a residue to its state.</summary>
    private static class WindowRidge
    {
        public const int Width = 15;

        private const string Letters = "ACDEFGHIKLMNPQRSTVWY-";
        private const int Features = Width * 21;

        public static double Accuracy(IReadOnlyList<StructuredProtein> training, IReadOnlyList<StructuredProtein> test)
        {
            using var scope = NewDisposeScope();
            var (squares, products, sums, totals, count) = (new double[Features * Features], new double[Features * States.Length], new double[Features], new double[States.Length], 0);
            var window = new int[Width];
            foreach (var (protein, place, state) in Residues(training))
            {
                Look(protein, place, window);
                count++;
                totals[state]++;
                foreach (var row in window)
                {
                    sums[row]++;
                    products[row * States.Length + state]++;
                    foreach (var column in window)
                        squares[row * Features + column]++;
                }
            }

            var model = RidgeRegression.FromSums(
                tensor(squares, [Features, Features]), tensor(products, [Features, States.Length]), tensor(sums, [1, Features]), tensor(totals, [1, States.Length]), count, penalty: 1);
            var (weights, constant) = (model.Weights.data<double>().ToArray(), model.Constant.data<double>().ToArray());
            var (right, seen) = (0, 0);
            foreach (var (protein, place, state) in Residues(test))
            {
                Look(protein, place, window);
                var guess = Enumerable.Range(0, States.Length).MaxBy(of => constant[of] + window.Sum(row => weights[row * States.Length + of]));
                (right, seen) = (right + (guess == state ? 1 : 0), seen + 1);
            }

            return (double)right / seen;
        }

        private static IEnumerable<(StructuredProtein Protein, int Place, int State)> Residues(IReadOnlyList<StructuredProtein> proteins) =>
            from protein in proteins
            from place in Enumerable.Range(0, protein.Sequence.Length)
            where protein.Resolved[place]
            select (protein, place, States.IndexOf(protein.States[place], StringComparison.Ordinal));

        private static void Look(StructuredProtein protein, int place, int[] window)
        {
            for (var i = 0; i < Width; i++)
            {
                var at = place + i - Width / 2;
                var letter = at < 0 || at >= protein.Sequence.Length ? -1 : Letters.IndexOf(protein.Sequence[at], StringComparison.Ordinal);
                window[i] = i * 21 + (letter < 0 ? 20 : letter);
            }
        }
    }
}
