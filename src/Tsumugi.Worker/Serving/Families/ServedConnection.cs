using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>A connected model: vectors of every part that reads texts, in one space.</summary>
internal sealed class ServedConnection(ConnectedSpace space, Device device) : IServedModel
{
    private const string Embedding = "embedding";

    private readonly Dictionary<string, ITokenizer> _tokenizers = space.Parts.Where(part => part.Value.Vocabulary is ITokenizer)
        .ToDictionary(part => part.Key, part => (ITokenizer)part.Value.Vocabulary, StringComparer.Ordinal);

    public string Platform => "tsumugi_connected_space";

    public IReadOnlyList<string> Inputs => [.. _tokenizers.Keys];

    public IReadOnlyList<ServedOutput> Outputs => [.. _tokenizers.Keys.Select(part => new ServedOutput(part, Embedding, space.Config.Width, PerPosition: false))];

    public ServedItem Read(string input, string text)
    {
        var tokenizer = _tokenizers[input];
        return new Item(input, new(tokenizer.Encode(text, space.Parts[input].Encoder.Config.MaxTokens)), space.HasNGrams(input) ? space.NGrams(input, tokenizer.Encode(text, int.MaxValue)) : []);
    }

    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Run(IReadOnlyList<Ask> batch)
    {
        var results = new IReadOnlyDictionary<string, float[]>[batch.Count];
        foreach (var part in batch.Index().GroupBy(one => one.Item.Item.Input))
        {
            List<Item> items = [.. part.Select(one => (Item)one.Item.Item)];
            using var vectors = space.Embed(part.Key, [.. items.Select(item => item.Ids)], [.. items.Select(item => item.NGrams)], device);
            foreach (var ((place, _), vector) in part.Zip(vectors.cpu().data<float>().ToArray().Chunk(space.Config.Width)))
                results[place] = new Dictionary<string, float[]> { [$"{part.Key}.{Embedding}"] = vector };
        }

        return results;
    }

    private sealed record Item(string Part, TokenizedItem Ids, int[] NGrams) : ServedItem(Part, Ids.Ids.Length, 0);
}
