using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training.Objectives;

/// <summary>Learns to guess the numbers beside tokens (pixels of patches, values of genes) where they are hidden; tokens themselves stay. Its loss is the mean of squared differences.</summary>
/// <remarks>For images SimMIM (Xie et al. 2022), for values of genes scGPT (Cui et al. 2024).</remarks>
public sealed class HiddenNumbers : IObjective
{
    private readonly Encoder _encoder;
    private readonly TokenHead _head;
    private readonly IVocabulary _vocabulary;
    private readonly IReadOnlyList<TokenizedItem> _items;
    private readonly double _share;
    private readonly CounterRandom _random;
    private readonly DealtItems _dealt;

    /// <param name="head">Of an encoder with numbers.</param>
    /// <param name="share">Of the tokens, but for marks, whose numbers are hidden.</param>
    /// <param name="validationShare">Share of the items that it does not train on.</param>
    public HiddenNumbers(Encoder encoder, TokenHead head, IVocabulary vocabulary, IReadOnlyList<TokenizedItem> items, double share, int tokensPerStep, double validationShare, long seed)
    {
        (_encoder, _head, _vocabulary, _items, _share, _random) = (encoder, head, vocabulary, items, share, new(seed, "numbers"));
        _dealt = new(items is StoredItems stored ? stored.Lengths : [.. items.Select(item => item.Ids.Length)], tokensPerStep, validationShare, seed);
    }

    public IEnumerable<TrainedParameter> Parameters => TrainedParameter.Of(_head, "head.");

    public Validation? Validation => _dealt.KeepsBack ? new("validationLoss", Look) : null;

    public StepResult Step(Share share)
    {
        var chosen = share.Of(_dealt.At(share.Step));
        List<TokenizedItem> items = [.. chosen.Select(index => _items[index])];
        if (items.Count == 0)
            return new(null, 0);
        var (loss, hidden) = Loss(chosen, items, share.Step);
        return new(loss, items.Sum(item => (long)item.Ids.Length))
        {
            Weight = hidden,
            Operations = Flops.TrainingOverForward * (Flops.Forward(_encoder.Config, items.Select(item => item.Ids.Length)) + Flops.Head(_encoder.Config, hidden)),
            Batch = new(chosen, [.. items.Select(item => item.Ids)]),
        };
    }

    /// <summary>Hides always the same, so that two looks differ by the weights alone.</summary>
    private (double Sum, double Weight) Look(Share share)
    {
        var (sum, weight) = (0.0, 0.0);
        foreach (var places in share.Of(_dealt.Looks()))
        {
            using var scope = NewDisposeScope();
            var (loss, hidden) = Loss(places, [.. places.Select(place => _items[place])], -1);
            sum += loss.item<float>() * hidden;
            weight += hidden;
        }

        return (sum, weight);
    }

    /// <summary>What is hidden follows from seed, step and item, not from who computes it.</summary>
    private (Tensor Loss, int Hidden) Loss(IReadOnlyList<int> numbers, List<TokenizedItem> items, long step)
    {
        using var scope = NewDisposeScope();
        List<int[]> hidden = [.. items.Zip(numbers, (item, number) => Hidden(item, number, step))];
        var batch = Batch.Pack([.. items.Zip(hidden, Without)], _encoder.Embedding.device);
        var states = _encoder.forward(batch); // [tokens, width]
        long[] rows = [.. hidden.SelectMany((places, item) => places.Select(place => (long)batch.Starts[item] + place))];
        if (rows.Length == 0)
            return ((states.sum() * 0).MoveToOuterDisposeScope(), 0);
        float[] answers = [.. items.Zip(hidden).SelectMany(row => row.Second.SelectMany(place => At(row.First, place).ToArray()))];
        var guesses = _head.forward(states.index_select(0, tensor(rows, device: states.device))); // [hidden, numbers]
        var loss = nn.functional.mse_loss(guesses, tensor(answers, [rows.Length, _vocabulary.Numbers], device: states.device));
        return (loss.MoveToOuterDisposeScope(), rows.Length);
    }

    private int[] Hidden(TokenizedItem item, int number, long step) => [.. Enumerable.Range(0, item.Ids.Length)
        .Where(place => item.Ids[place] >= _vocabulary.FirstOrdinary && _random.Uniform(step, ((long)number << 32) | (uint)place) < _share)];

    private TokenizedItem Without(TokenizedItem item, int[] hidden)
    {
        var left = item with { Numbers = (float[])item.Numbers!.Clone() };
        foreach (var place in hidden)
            At(left, place).Fill(float.NaN);
        return left;
    }

    private Span<float> At(TokenizedItem item, int place) => item.Numbers.AsSpan(place * _vocabulary.Numbers, _vocabulary.Numbers);
}
