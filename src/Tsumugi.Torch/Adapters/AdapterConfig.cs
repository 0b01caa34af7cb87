using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Adapters;

/// <summary>Which linear maps get a low-rank adapter, and how large it is.</summary>
/// <param name="Maps">Names, where * stands for anything: <c>blocks.*.queryKeyValue</c>.</param>
/// <param name="Alpha">An adapter's sum is scaled by alpha / rank.</param>
public sealed record AdapterConfig(IReadOnlyList<string> Maps, int Rank, double Alpha)
{
    internal static AdapterConfig Read(RecipeReader reader) => new(reader.Texts("maps"), reader.Integer("rank", 1, 4096), reader.Number("alpha", 0.001, 1e6));
}

/// <summary>A pattern chooses no map of the encoder.</summary>
public sealed class UnknownMapException(IReadOnlyList<string> patterns, IReadOnlyList<string> maps)
    : Exception($"The encoder has no map {string.Join(", ", patterns.Select(pattern => $"'{pattern}'"))}; it has {string.Join(", ", maps)}.");
