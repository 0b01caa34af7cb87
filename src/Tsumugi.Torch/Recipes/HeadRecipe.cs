using Tsumugi.Torch.Heads;

namespace Tsumugi.Torch.Recipes;

/// <summary>A head to be taught, and the columns that hold what is known.</summary>
/// <param name="Targets">One column, or one for each quantity or label.</param>
/// <param name="Mask">Column with 0 for each position that nobody resolved; "" where there is none.</param>
public sealed record HeadRecipe(string Name, string Kind, IReadOnlyList<string> Targets, string Mask, Pooling Pooling, int HiddenWidth)
{
    /// <summary>All columns that hold something of an item's answer.</summary>
    public IReadOnlyList<string> Columns => Mask.Length > 0 ? [.. Targets, Mask] : Targets;

    internal static HeadRecipe Read(RecipeReader reader)
    {
        var read = new HeadRecipe(
            reader.Text("name"), reader.OneOf("kind", [.. HeadKinds.All.Keys]), reader.Texts("targets"), reader.Text("mask", otherwise: ""),
            reader.OptionalOneOf("pooling", "mean", "first") == "first" ? Pooling.First : Pooling.Mean, reader.Integer("hiddenWidth", 0, 16_384, otherwise: 0));
        var kind = HeadKinds.All[read.Kind];
        reader.Require(read.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), "'name' is of lower-case letters, digits and hyphens");
        reader.Require(kind.ManyColumns || read.Targets.Count <= 1, $"'targets' of {read.Kind} is one column");
        reader.Require(kind.PerPosition || read.Mask.Length == 0, "'mask' goes with perPosition alone");
        return read;
    }
}
