using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>A single pretrained encoder: one vector for each item, one for each of its positions, and with a head how likely what stands there is.</summary>
/// <param name="head">Null when the revision has none.</param>
internal sealed class ServedEncoder(Encoder encoder, TokenHead? head, ITokenizer tokenizer, Device device) : IServedModel
{
    /// <summary>The begin and end marks are tokens, but no positions of the item.</summary>
    private const int Marks = 2;

    /// <summary>Tokens whose scores over the whole vocabulary are held at a time.</summary>
    private const int ScoredTokens = 2048;

    private readonly ServedOutput _embedding = new(tokenizer.View, "embedding", encoder.Config.Width, PerPosition: false);
    private readonly ServedOutput _states = new(tokenizer.View, "states", encoder.Config.Width, PerPosition: true);
    private readonly ServedOutput _scores = new(tokenizer.View, "scores", 0, PerPosition: true);

    public string Platform => "tsumugi_encoder";

    public IReadOnlyList<string> Inputs { get; } = [tokenizer.View];

    public IReadOnlyList<ServedOutput> Outputs => head is null ? [_embedding, _states] : [_embedding, _states, _scores];

    public ServedItem Read(string input, string text) => new Item(input, tokenizer.Encode(text, encoder.Config.MaxTokens));

    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Run(IReadOnlyList<Ask> batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var packed = Batch.Pack([.. batch.Select(ask => ((Item)ask.Item).Ids)], device);
        var states = encoder.forward(packed); // [tokens, width]
        var means = Encoder.Pool(states, packed); // [items, width]
        var scores = batch.Any(ask => ask.Outputs.Contains(_scores.Name)) ? Scores(states, packed.Tokens) : null;
        return [.. batch.Select((ask, item) => Of(ask, means[item], states, scores, packed.Starts[item]))];
    }

    private Dictionary<string, float[]> Of(Ask ask, Tensor mean, Tensor states, float[]? scores, int start)
    {
        using var scope = NewDisposeScope();
        var (first, values) = (start + 1, new Dictionary<string, float[]>());
        if (ask.Outputs.Contains(_embedding.Name))
            values[_embedding.Name] = mean.cpu().data<float>().ToArray();
        if (ask.Outputs.Contains(_states.Name))
            values[_states.Name] = states.narrow(0, first, ask.Item.Positions).contiguous().cpu().data<float>().ToArray();
        if (ask.Outputs.Contains(_scores.Name))
            values[_scores.Name] = scores.AsSpan(first, ask.Item.Positions).ToArray();
        return values;
    }

    /// <returns>For each token the log-probability, in nats, that the model gives to it where it stands; nothing is hidden.</returns>
    private float[] Scores(Tensor states, Tensor tokens)
    {
        var scores = new List<float>();
        for (var at = 0L; at < tokens.shape[0]; at += ScoredTokens)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(ScoredTokens, tokens.shape[0] - at);
            var all = nn.functional.log_softmax(head!.forward(states.narrow(0, at, count)), 1); // [count, vocabulary]
            scores.AddRange(all.gather(1, tokens.narrow(0, at, count).unsqueeze(1)).cpu().data<float>().ToArray());
        }

        return [.. scores];
    }

    private sealed record Item(string View, int[] Ids) : ServedItem(View, Ids.Length, Ids.Length - Marks);
}
