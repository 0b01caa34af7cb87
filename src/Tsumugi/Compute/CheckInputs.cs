using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>Whether what is given is what a recipe takes. Pure.</summary>
public static class CheckInputs
{
    /// <param name="wanted">Input's name → the kind of repository that it must be.</param>
    /// <param name="standIn">Kind of node that may stand for a model that is yet to be made.</param>
    /// <returns>Field → what is wrong with it.</returns>
    public static IEnumerable<(string Field, Words Fault)> Of(IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> wanted, string standIn)
    {
        foreach (var (name, kind) in wanted)
        {
            if (!given.TryGetValue(name, out var text))
                yield return ($"inputs.{name}", new($"入力「{name}」がありません。", $"The input '{name}' is missing."));
            else if (!NodeRef.TryParse(text, out var node) || (node.Kind != kind && (node.Kind, kind) != (standIn, Datasets.Repositories.RepositoryKinds.Model)))
                yield return ($"inputs.{name}", new($"「{text}」ではなく {kind}:機関/名前 の形で書いてください。", $"Write {kind}:institution/name instead of '{text}'."));
        }

        foreach (var name in given.Keys.Where(name => !wanted.ContainsKey(name)))
            yield return ($"inputs.{name}", new($"このレシピに入力「{name}」はありません。", $"This recipe takes no input '{name}'."));
    }
}
