using Tsumugi.Torch.Tokens;

namespace Tsumugi.Torch.Recipes;

/// <summary>Words of so many bases, one every so many.</summary>
public sealed record KmerRecipe(int K, int Stride)
{
    internal static KmerRecipe Read(RecipeReader reader)
    {
        var k = reader.Integer("k", 1, KmerTokenizer.MostK);
        return new(k, reader.Integer("stride", 1, KmerTokenizer.MostK, otherwise: k));
    }
}
