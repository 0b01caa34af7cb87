using System.Numerics.Tensors;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Retrieval;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>Retrieval between all parts that rows held out have in common, trained on as pairs or not.</summary>
/// <remarks>Queries and candidates are different items, copies being one: a class's name is one candidate, however many items are of it. A candidate is right when any held-out row has it beside the query.</remarks>
internal static class Emergence
{
    private const int First = 1;
    private const int FirstTen = 10;

    public static IReadOnlyList<RetrievalFigures> Measure(ConnectedSpace space, IReadOnlyList<PairedRows> paired)
    {
        using var off = no_grad();
        var figures = new List<RetrievalFigures>();
        foreach (var rows in paired)
        {
            var vectors = rows.Sides.ToDictionary(side => side, side => Vectors(space, side));
            foreach (var from in rows.Sides)
            {
                foreach (var to in rows.Sides.Where(to => to != from))
                {
                    var held = rows.Rows(DataUse.Test, from, to);
                    if (held.Length > 0)
                        figures.Add(Direction(rows.Recipe.Input, space, (from, vectors[from]), (to, vectors[to]), held));
                }
            }
        }

        return figures;
    }

    /// <returns>[items][width]</returns>
    private static float[][] Vectors(ConnectedSpace space, PairSide side)
    {
        using var scope = NewDisposeScope();
        return [.. space.Projection(side.Part).Project(side.States, side.NGrams).cpu().data<float>().ToArray().Chunk(space.Config.Width)];
    }

    private static RetrievalFigures Direction(string input, ConnectedSpace space, (PairSide Side, float[][] Vectors) from, (PairSide Side, float[][] Vectors) to, int[] held)
    {
        int[] candidates = [.. held.Select(to.Side.Of).Distinct()];
        var queries = held.GroupBy(from.Side.Of, to.Side.Of).ToList();
        var (one, ten, mrr, chanceOne, chanceTen) = (0.0, 0.0, 0.0, 0.0, 0.0);
        foreach (var query in queries)
        {
            var answers = query.ToHashSet();
            float[] scores = [.. candidates.Select(candidate => TensorPrimitives.Dot<float>(from.Vectors[query.Key], to.Vectors[candidate]))];
            bool[] right = [.. candidates.Select(answers.Contains)];
            var (ranking, chance) = (Ranking.Of(scores, right), Ranking.Chance(candidates.Length, right.Count(is_ => is_)));
            (one, ten, mrr) = (one + ranking.RecallAt(First), ten + ranking.RecallAt(FirstTen), mrr + ranking.ReciprocalRank());
            (chanceOne, chanceTen) = (chanceOne + chance.RecallAt(First), chanceTen + chance.RecallAt(FirstTen));
        }

        var n = queries.Count;
        return new()
        {
            Direction = $"{from.Side.Part}To{char.ToUpperInvariant(to.Side.Part[0])}{to.Side.Part[1..]}",
            Method = "model",
            Subset = input,
            Queries = n,
            Candidates = candidates.Length,
            RecallAt1 = one / n,
            RecallAt10 = ten / n,
            Mrr = mrr / n,
            ChanceAt1 = chanceOne / n,
            ChanceAt10 = chanceTen / n,
            Trained = space.Config.IsTrained(from.Side.Part, to.Side.Part),
        };
    }
}
