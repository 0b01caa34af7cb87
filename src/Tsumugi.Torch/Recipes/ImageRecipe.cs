using Tsumugi.Torch.Tokens.Images;

namespace Tsumugi.Torch.Recipes;

/// <summary>How images are cut into patches.</summary>
public static class ImageRecipe
{
    internal static PatchShape Read(RecipeReader reader)
    {
        var (side, patch) = (reader.Integer("side", 1, 1 << 14), reader.Integer("patch", 1, 1024));
        reader.Require(side % patch == 0, "'side' is not a multiple of 'patch'");
        return new(side, patch, reader.Integer("channels", 1, 256, otherwise: 3));
    }
}
