using System.Numerics.Tensors;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Retrieval;

namespace Tsumugi.Torch.Connection;

/// <summary>Retrieval between all parts that rows held out have in common, trained on as pairs or not.</summary>
/// <remarks>Queries and candidates are different items, copies being one: a class's name is one candidate, however many items are of it. A candidate is right when any held-out row has it beside the query.</remarks>
internal static class Emergence
{
    public static IReadOnlyList<RetrievalFigures> Measure(ConnectedSpace space, IReadOnlyList<PairedRows> paired)
    {
        var figures = new List<RetrievalFigures>();
        foreach (var rows in paired)
        {
            var vectors = rows.Sides.ToDictionary(side => side, side => side.Vectors(space));
            foreach (var from in rows.Sides)
            {
                foreach (var to in rows.Sides.Where(to => to != from))
                {
                    var held = rows.Having(DataUse.Test, from, to);
                    if (held.Length > 0)
                        figures.Add(Direction(rows.Recipe.Input, space, (from, vectors[from]), (to, vectors[to]), held));
                }
            }
        }

        return figures;
    }

    private static RetrievalFigures Direction(string input, ConnectedSpace space, (PairSide Side, float[][] Vectors) from, (PairSide Side, float[][] Vectors) to, int[] held)
    {
        int[] candidates = [.. held.Select(to.Side.Of).Distinct()];
        var tally = new RetrievalTally();
        foreach (var query in held.GroupBy(from.Side.Of, to.Side.Of))
        {
            var answers = query.ToHashSet();
            float[] scores = [.. candidates.Select(candidate => TensorPrimitives.Dot<float>(from.Vectors[query.Key], to.Vectors[candidate]))];
            tally.Add(scores, [.. candidates.Select(answers.Contains)]);
        }

        return tally.Figures(from.Side.Part, to.Side.Part, "model", input, candidates.Length, space.Config.IsTrained(from.Side.Part, to.Side.Part));
    }
}
