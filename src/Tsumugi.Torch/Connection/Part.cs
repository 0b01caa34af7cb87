using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Data;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Tokens;
using TorchSharp;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>One model of a space with its vocabulary, loaded from its own files; it stands still but for its adapters.</summary>
public sealed class Part : IDisposable
{
    /// <summary>Items that are held as tokens at a time while many are pooled.</summary>
    private const int Chunk = 2048;

    private const int TokensPerBatch = 16_384;

    private Part(PartConfig config, Encoder encoder, IVocabulary vocabulary) => (Config, Encoder, Vocabulary) = (config, encoder, vocabulary);

    public PartConfig Config { get; }

    public Encoder Encoder { get; }

    public IVocabulary Vocabulary { get; }

    /// <summary>Ids say all of an item: they can be counted as n-grams.</summary>
    public bool HasNGrams => Vocabulary.Numbers == 0;

    /// <param name="folder">The model's own files.</param>
    /// <exception cref="ParameterMismatchException">They do not hold exactly the model that they describe.</exception>
    /// <exception cref="UnknownMapException">An adapter is asked for where there is no map.</exception>
    public static Part Load(string name, string model, string folder, AdapterConfig? adapters)
    {
        var encoder = new Encoder(EncoderFolder.ReadConfig(folder));
        EncoderFolder.Load(folder, encoder, head: null);
        LowRank.Freeze(encoder);
        if (adapters is not null)
            LowRank.Put(encoder, adapters);
        return new(new(name, model, encoder.Config.View, adapters), encoder, Tokenizers.LoadAny(encoder.Config.View, folder));
    }

    /// <param name="longest">Longest run of tokens that is a feature.</param>
    /// <returns>Rows of the n-gram bag; where tokens do not stand in a row, each alone.</returns>
    public int[] NGrams(ReadOnlySpan<int> ids, int longest, int buckets) =>
        Alignment.NGramBag.Hash(ids, Recipes.Views.IsRow(Config.View) ? longest : 1, buckets);

    /// <returns>Mean states of some items, [items, encoder's width], with their graph.</returns>
    public Tensor Pool(IReadOnlyList<TokenizedItem> items, Device device)
    {
        using var scope = NewDisposeScope();
        return Encoder.Pool(Batch.Pack(items, device)).MoveToOuterDisposeScope();
    }

    /// <param name="read">Reads the item at a place; called once for each, in order.</param>
    /// <returns>Mean states of many items, [items, encoder's width], without a graph; tokens of a few thousand are held at a time.</returns>
    public Tensor PoolAll(int items, Func<int, TokenizedItem> read, Device device)
    {
        using var off = no_grad();
        var (width, states) = (Encoder.Config.Width, new float[(long)items * Encoder.Config.Width]);
        for (var first = 0; first < items; first += Chunk)
        {
            List<TokenizedItem> tokens = [.. Enumerable.Range(first, Math.Min(Chunk, items - first)).Select(read)];
            foreach (var places in LengthBatches.Of([.. tokens.Select(item => item.Ids.Length)], TokensPerBatch))
            {
                using var scope = NewDisposeScope();
                var pooled = Pool([.. places.Select(place => tokens[place])], device).cpu().data<float>().ToArray();
                foreach (var (row, place) in places.Index())
                    pooled.AsSpan(row * width, width).CopyTo(states.AsSpan((first + place) * width));
            }
        }

        return tensor(states, [items, width], device: device);
    }

    public void Dispose() => Encoder.Dispose();
}
