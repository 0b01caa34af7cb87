using System.Text.Json;

namespace Tsumugi.Torch.Recipes;

/// <summary>Converts checkpoints of PyTorch to safetensors: there is nothing to set.</summary>
public static class ConvertRecipe
{
    /// <exception cref="InvalidRecipeException">When the recipe has any field.</exception>
    public static void Check(JsonElement recipe) => new RecipeReader(recipe).ThrowIfWrong("convert");
}
