using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Training;

/// <summary>The objective of pretraining: guess hidden tokens. Of those chosen 80 % become the mask, 10 % another token, 10 % stay.</summary>
/// <remarks>Devlin et al. 2019.</remarks>
public sealed class MaskedModelling : nn.Module
{
    private readonly Encoder _encoder;
    private readonly Linear _dense;
    private readonly LayerNorm _norm;

    public MaskedModelling(Encoder encoder) : base("masked")
    {
        _encoder = encoder;
        _dense = nn.Linear(encoder.Config.Width, encoder.Config.Width);
        _norm = nn.LayerNorm(encoder.Config.Width);
        RegisterComponents();
    }

    /// <summary>What is hidden in one batch.</summary>
    /// <param name="Items">Token ids after hiding.</param>
    /// <param name="Positions">Flat positions in the padded rectangle.</param>
    /// <param name="Answers">The true ids there.</param>
    public sealed record Hidden(IReadOnlyList<int[]> Items, long[] Positions, long[] Answers);

    public static Hidden Hide(IReadOnlyList<int[]> items, ITokenizer tokenizer, double share, CounterRandom random, long step)
    {
        var (length, masked, positions, answers) = (items.Max(item => item.Length), new List<int[]>(), new List<long>(), new List<long>());
        for (var row = 0; row < items.Count; row++)
        {
            var item = (int[])items[row].Clone();
            for (var i = 0; i < item.Length; i++)
            {
                var flat = (long)row * length + i;
                if (item[i] < tokenizer.FirstOrdinary || random.Uniform(step, 3 * flat) >= share)
                    continue;
                positions.Add(flat);
                answers.Add(item[i]);
                var fate = random.Uniform(step, 3 * flat + 1);
                if (fate < 0.8)
                    item[i] = tokenizer.Mask;
                else if (fate < 0.9)
                    item[i] = tokenizer.FirstOrdinary + random.Below(tokenizer.EndOrdinary - tokenizer.FirstOrdinary, step, 3 * flat + 2);
            }

            masked.Add(item);
        }

        return new(masked, [.. positions], [.. answers]);
    }

    /// <returns>Mean cross-entropy over the hidden tokens, in nats; zero when none was hidden.</returns>
    public Tensor Loss(Hidden hidden, ITokenizer tokenizer, Device device)
    {
        var batch = Batch.Of(hidden.Items, tokenizer.Padding, device);
        var states = _encoder.forward(batch.Tokens, batch.Present).reshape(-1, _encoder.Config.Width); // [batch · length, width]
        if (hidden.Positions.Length == 0)
            return states.sum() * 0;
        var chosen = states.index_select(0, tensor(hidden.Positions, device: device)); // [hidden, width]
        var guesses = _norm.forward(nn.functional.gelu(_dense.forward(chosen))).matmul(_encoder.Embedding.t()); // [hidden, vocabulary]
        return nn.functional.cross_entropy(guesses, tensor(hidden.Answers, device: device));
    }
}
