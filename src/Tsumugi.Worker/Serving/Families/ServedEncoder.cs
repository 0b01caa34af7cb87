using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>A single pretrained encoder: one vector for each item, and one for each of its positions.</summary>
internal sealed class ServedEncoder(Encoder encoder, ITokenizer tokenizer, Device device) : IServedModel
{
    private const string Embedding = "embedding";
    private const string States = "states";

    /// <summary>The begin and end marks are tokens, but no positions of the item.</summary>
    private const int Marks = 2;

    public string Platform => "tsumugi_encoder";

    public IReadOnlyList<string> Inputs { get; } = [tokenizer.View];

    public IReadOnlyList<ServedOutput> Outputs { get; } =
    [
        new(tokenizer.View, Embedding, encoder.Config.Width, PerPosition: false),
        new(tokenizer.View, States, encoder.Config.Width, PerPosition: true),
    ];

    public ServedItem Read(string input, string text) => new Item(input, tokenizer.Encode(text, encoder.Config.MaxTokens));

    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Run(IReadOnlyList<Ask> batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var results = new IReadOnlyDictionary<string, float[]>[batch.Count];

        // Like lengths go together, so that little is padded.
        foreach (var group in batch.Index().OrderBy(one => one.Item.Item.Tokens).Chunk(LikeLengths))
        {
            using var inner = NewDisposeScope();
            var tokens = Batch.Of([.. group.Select(one => ((Item)one.Item.Item).Ids)], tokenizer.Padding, device);
            var states = encoder.forward(tokens.Tokens, tokens.Present); // [batch, length, width]
            for (var row = 0; row < group.Length; row++)
                results[group[row].Index] = Of(states[row], group[row].Item);
        }

        return results;
    }

    private const int LikeLengths = 16;

    /// <param name="states">[length, width], padding at the end.</param>
    private Dictionary<string, float[]> Of(Tensor states, Ask ask)
    {
        using var scope = NewDisposeScope();
        var (own, values) = (states.narrow(0, 0, ask.Item.Tokens), new Dictionary<string, float[]>());
        if (ask.Outputs.Contains($"{tokenizer.View}.{Embedding}"))
            values[$"{tokenizer.View}.{Embedding}"] = own.mean([0]).cpu().data<float>().ToArray();
        if (ask.Outputs.Contains($"{tokenizer.View}.{States}"))
            values[$"{tokenizer.View}.{States}"] = own.narrow(0, 1, ask.Item.Positions).contiguous().cpu().data<float>().ToArray();
        return values;
    }

    private sealed record Item(string View, int[] Ids) : ServedItem(View, Ids.Length, Ids.Length - Marks);
}
