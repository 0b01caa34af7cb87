using System.IO.Enumeration;
using Tsumugi.Torch.Encoders;
using static TorchSharp.torch;

namespace Tsumugi.Torch.Adapters;

/// <summary>Puts low-rank adapters on an encoder and takes them up into its maps.</summary>
/// <remarks>LoRA, Hu et al. 2022.</remarks>
public static class LowRank
{
    /// <summary>The encoder's maps as recipes name them: <c>blocks.0.queryKeyValue</c>, <c>attentionOut</c>, <c>feedIn</c>, <c>feedOut</c>.</summary>
    public static IReadOnlyList<(string Name, Projection Map)> Maps(Encoder encoder) =>
        [.. encoder.Projections().Select(row => (row.Name.Replace("_", "", StringComparison.Ordinal), row.Map))];

    /// <summary>The encoder stands still from now on, but for adapters on the maps that the patterns choose; they change nothing yet.</summary>
    /// <exception cref="UnknownMapException">A pattern chooses none.</exception>
    public static void Put(Encoder encoder, AdapterConfig config)
    {
        var maps = Maps(encoder);
        var idle = config.Maps.Where(pattern => !maps.Any(row => Fits(pattern, row.Name))).ToList();
        if (idle.Count > 0)
            throw new UnknownMapException(idle, [.. maps.Select(row => row.Name)]);
        Freeze(encoder);
        foreach (var (_, map) in maps.Where(row => config.Maps.Any(pattern => Fits(pattern, row.Name))))
            map.Adapt(config.Rank, config.Alpha);
    }

    public static void Freeze(Encoder encoder)
    {
        foreach (var parameter in encoder.parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Adds every adapter to its map; outputs stay the same.</summary>
    public static void Merge(Encoder encoder)
    {
        foreach (var (_, map) in encoder.Projections())
            map.Merge();
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
