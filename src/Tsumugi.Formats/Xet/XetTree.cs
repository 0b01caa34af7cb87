using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Xet;

/// <summary>The tree of hashes over the chunks of a xorb or a file, built as they come: of each level only what no node has taken yet is kept.</summary>
/// <remarks>Source: xet-core, merklehash/aggregated_hashes.rs.</remarks>
public sealed class XetTree
{
    private const int MeanBranches = 4;
    private const int MostBranches = (2 * MeanBranches) + 1;
    private const int LeastBranches = 3;

    private readonly List<Level> _levels = [];

    public void Add(ChunkHash chunk) => Add(0, chunk);

    /// <summary>The root as a xorb has it; zero when nothing was added. Nothing may be added afterwards.</summary>
    public XetHash Root()
    {
        for (var at = 0; at < _levels.Count; at++)
        {
            if (_levels[at] is { Count: 1 } top)
                return top.Waiting[0].Hash;
            Merge(at);
        }

        return default;
    }

    /// <summary>The root as a file has it; zero when nothing was added. Nothing may be added afterwards.</summary>
    public XetHash FileRoot() => _levels.Count == 0 ? default : XetHashing.OfRoot(Root());

    private void Add(int at, ChunkHash node)
    {
        if (at == _levels.Count)
            _levels.Add(new());
        var level = _levels[at];
        level.Waiting.Add(node);
        level.Count++;
        if (level.Waiting.Count == MostBranches || (level.Waiting.Count >= LeastBranches && node.Hash.D % MeanBranches == 0))
            Merge(at);
    }

    private void Merge(int at)
    {
        var nodes = _levels[at].Waiting;
        if (nodes.Count == 0)
            return;
        var text = new StringBuilder();
        foreach (var node in nodes)
            text.Append(CultureInfo.InvariantCulture, $"{node.Hash} : {node.Length}\n");
        var merged = new ChunkHash(XetHashing.OfNode(Encoding.ASCII.GetBytes(text.ToString())), nodes.Sum(node => node.Length));
        nodes.Clear();
        Add(at + 1, merged);
    }

    private sealed class Level
    {
        public List<ChunkHash> Waiting { get; } = new(MostBranches);

        /// <summary>Of all that were added.</summary>
        public long Count { get; set; }
    }
}
