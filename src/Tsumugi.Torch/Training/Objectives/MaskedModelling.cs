using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Guess hidden tokens, single ones or spans. Of those chosen 80 % become the mask, 10 % other tokens, 10 % stay.</summary>
/// <remarks>Devlin et al. 2019; spans by Joshi et al. 2020, where a whole span has one fate.</remarks>
public sealed class MaskedModelling(IVocabulary vocabulary, double share, SpanLengths spans, CounterRandom random) : ITokenTask
{
    /// <summary>Spans of mean length L that begin with probability q among free tokens hide L / (L + (1 − q) / q) of them.</summary>
    private readonly double _begins = 1 / (1 + spans.Mean * (1 - share) / share);

    public bool Causal => false;

    public TokenQuestion Ask(IReadOnlyList<int[]> items, long step)
    {
        var (masked, places, answers, token) = (new List<int[]>(), new List<(int, int)>(), new List<long>(), 0L);
        for (var row = 0; row < items.Count; row++)
        {
            var (item, left, fate) = ((int[])items[row].Clone(), 0, 0.0);
            for (var i = 0; i < item.Length; i++, token++)
            {
                if (item[i] < vocabulary.FirstOrdinary)
                {
                    left = 0;
                    continue;
                }

                if (left == 0 && random.Uniform(step, 3 * token) < _begins)
                    (left, fate) = (spans.Of(random.Uniform(step, -1 - token)), random.Uniform(step, 3 * token + 1));
                if (left == 0)
                    continue;
                left--;
                places.Add((row, i));
                answers.Add(item[i]);
                if (fate < 0.8)
                    item[i] = vocabulary.Mask;
                else if (fate < 0.9)
                    item[i] = vocabulary.FirstOrdinary + random.Below(vocabulary.EndOrdinary - vocabulary.FirstOrdinary, step, 3 * token + 2);
            }

            masked.Add(item);
        }

        return new(masked, places, [.. answers]);
    }
}
