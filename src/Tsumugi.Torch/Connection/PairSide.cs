using Tsumugi.Torch.Data;
using Tsumugi.Torch.Tokens;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Connection;

/// <summary>The different items that one part reads of the rows of a dataset; copies are one.</summary>
internal sealed class PairSide(string part, ItemReader reader)
{
    private const int None = -1;

    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<(DataRow Row, DataItem Item)> _items = [];
    private readonly List<int> _ofRow = [];

    public string Part => part;

    public int Count => _items.Count;

    /// <summary>[items, encoder's width], before anything was trained.</summary>
    public Tensor States { get; private set; } = null!;

    /// <summary>Rows of the n-gram bag, for each item.</summary>
    public int[][] NGrams { get; private set; } = [];

    /// <param name="item">Null where the row has nothing for this part.</param>
    public void Add(DataRow row, DataItem? item)
    {
        var number = None;
        if (item is not null && !_known.TryGetValue(row.Read(() => item.Content), out number))
        {
            _known[item.Content] = number = _items.Count;
            _items.Add((row, item));
        }

        _ofRow.Add(number);
    }

    public bool Has(int row) => _ofRow[row] != None;

    /// <returns>Which of the items a row has.</returns>
    public int Of(int row) => _ofRow[row];

    /// <exception cref="UnfitDataException">It cannot be read; says where it stands.</exception>
    public TokenizedItem Read(int item) => _items[item].Row.Read(() => reader.Read(_items[item].Item));

    /// <summary>Computes the part's states of every item.</summary>
    /// <exception cref="UnfitDataException">One cannot be read; says where it stands.</exception>
    public void Pool(ConnectedSpace space, Device device)
    {
        States = space.Parts[part].PoolAll(Count, Read, device).DetachFromDisposeScope();
        NGrams = [.. _items.Select(one => space.HasNGrams(part) ? space.NGrams(part, reader.Whole(one.Item)) : [])];
    }

    /// <returns>[items][width of the space], as its projection is now.</returns>
    public float[][] Vectors(ConnectedSpace space)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        return [.. space.Projection(part).Project(States, NGrams).cpu().data<float>().ToArray().Chunk(space.Config.Width)];
    }
}
