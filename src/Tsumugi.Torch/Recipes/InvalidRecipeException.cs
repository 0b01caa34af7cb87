namespace Tsumugi.Torch.Recipes;

/// <summary>A recipe that cannot be run; the message lists everything that is wrong with it.</summary>
public sealed class InvalidRecipeException(string recipe, IReadOnlyList<string> errors)
    : Exception($"The recipe ({recipe}) cannot be run: {string.Join("; ", errors)}.")
{
    public IReadOnlyList<string> Errors => errors;
}
