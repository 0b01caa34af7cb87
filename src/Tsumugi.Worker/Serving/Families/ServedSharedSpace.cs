using TorchSharp;
using Tsumugi.Torch.Alignment;
using static TorchSharp.torch;

namespace Tsumugi.Worker.Serving.Families;

/// <summary>A connected model: vectors of every view in one space.</summary>
internal sealed class ServedSharedSpace(SharedSpace space, Device device) : IServedModel
{
    private const string Embedding = "embedding";

    public string Platform => "tsumugi_shared_space";

    public IReadOnlyList<string> Inputs { get; } = [.. space.Config.Encoders.Select(encoder => encoder.View)];

    public IReadOnlyList<ServedOutput> Outputs { get; } =
        [.. space.Config.Encoders.Select(encoder => new ServedOutput(encoder.View, Embedding, space.Config.Width, PerPosition: false))];

    public ServedItem Read(string input, string text)
    {
        var encoded = space.Encode(input, text);
        return new Item(input, encoded);
    }

    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Run(IReadOnlyList<Ask> batch)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var results = new IReadOnlyDictionary<string, float[]>[batch.Count];
        foreach (var view in batch.Index().GroupBy(one => one.Item.Item.Input))
        {
            List<EncodedItem> items = [.. view.Select(one => ((Item)one.Item.Item).Encoded)];
            using var inner = NewDisposeScope();
            var vectors = space.Project(view.Key, space.PoolAll(view.Key, items, device), [.. items.Select(item => item.NGrams)]).cpu().data<float>().ToArray();
            foreach (var ((place, _), vector) in view.Zip(vectors.Chunk(space.Config.Width)))
                results[place] = new Dictionary<string, float[]> { [$"{view.Key}.{Embedding}"] = vector };
        }

        return results;
    }

    private sealed record Item(string View, EncodedItem Encoded) : ServedItem(View, Encoded.Tokens.Length, 0);
}
