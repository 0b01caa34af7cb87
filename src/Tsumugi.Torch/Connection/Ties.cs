using Tsumugi.Torch.Recipes;

namespace Tsumugi.Torch.Connection;

/// <summary>Whether pairs hold a space together.</summary>
internal static class Ties
{
    /// <param name="pairs">What is trained on now, beside what the space was trained on before.</param>
    /// <exception cref="InvalidRecipeException">A part is tied to the hub neither by pairs nor through others: its vectors would mean nothing to them.</exception>
    public static void Require(ConnectedSpace space, IEnumerable<(string Left, string Right)> pairs)
    {
        List<(string Left, string Right)> all = [.. pairs, .. space.Config.TrainedPairs.Select(pair => (pair[0], pair[1]))];
        var (reached, open) = (new HashSet<string>([space.Config.Hub], StringComparer.Ordinal), new Stack<string>([space.Config.Hub]));
        while (open.TryPop(out var part))
        {
            foreach (var other in all.Where(pair => pair.Left == part || pair.Right == part).Select(pair => pair.Left == part ? pair.Right : pair.Left).Where(reached.Add))
                open.Push(other);
        }

        var untied = space.Parts.Keys.Where(part => !reached.Contains(part)).ToList();
        if (untied.Count > 0)
            throw new InvalidRecipeException(ConnectRecipe.Kind, [$"no pairs tie {string.Join(", ", untied)} to {space.Config.Hub}, the hub of the space, not even through other parts; add some"]);
    }
}
