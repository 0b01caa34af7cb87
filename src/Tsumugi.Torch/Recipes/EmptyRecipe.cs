using System.Text.Json;

namespace Tsumugi.Torch.Recipes;

/// <summary>The recipe of a kind of job that has nothing to set.</summary>
public static class EmptyRecipe
{
    /// <exception cref="InvalidRecipeException">When the recipe has any field.</exception>
    public static void Check(JsonElement recipe, string kind) => new RecipeReader(recipe).ThrowIfWrong(kind);
}
