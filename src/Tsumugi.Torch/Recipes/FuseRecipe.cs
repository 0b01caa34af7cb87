using System.Text.Json;
using Tsumugi.Torch.Heads;

namespace Tsumugi.Torch.Recipes;

/// <summary>Teaches a trunk over a space to answer from the vectors of whichever parts an item has.</summary>
public sealed record FuseRecipe
{
    public const string Kind = "fuse";

    private const int MostParts = 6;

    /// <summary>Items with what stands beside them; all parts that have something are looked at.</summary>
    public required PairsRecipe Rows { get; init; }

    public required HeadRecipe Head { get; init; }

    /// <summary>Of the trunk, which is a transformer over the parts' vectors.</summary>
    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int TokensPerStep { get; init; }

    public required double ValidationShare { get; init; }

    public required Schedule Schedule { get; init; }

    public required string Device { get; init; }

    /// <summary>What is wanted beside the items: texts for parts, then what is known.</summary>
    public IReadOnlyList<string> Columns => [.. Rows.Columns, .. Head.Columns];

    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static FuseRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var read = new FuseRecipe
        {
            Rows = PairsRecipe.Read(reader.Section("rows")),
            Head = HeadRecipe.Read(reader.Section("head")),
            Width = reader.Integer("width", 8, 16_384),
            Layers = reader.Integer("layers", 1, 200),
            Heads = reader.Integer("heads", 1, 256),
            TokensPerStep = reader.Integer("tokensPerStep", 1, 100_000_000),
            ValidationShare = reader.Number("validationShare", 0, 0.5, otherwise: 0),
            Schedule = Schedule.Read(reader),
            Device = reader.OneOf("device", "cpu", "cuda"),
        };
        reader.Require(read.Width % read.Heads == 0, "'width' is not a multiple of 'heads'");
        reader.Require(!HeadKinds.All[read.Head.Kind].PerPosition, "'kind' of the head is not perPosition: parts have no positions");
        reader.Require(read.Rows.Beside.Count < MostParts, $"'rows' name more than {MostParts} parts: every subset of them is trained on");
        reader.Require(read.Rows.Input != ConnectRecipe.Space, $"'input' of rows is not '{ConnectRecipe.Space}'");
        reader.Require(read.Schedule.ValidateEvery > 0 == read.ValidationShare > 0, "'validateEvery' and 'validationShare' go together");
        reader.ThrowIfWrong(Kind);
        return read;
    }
}
