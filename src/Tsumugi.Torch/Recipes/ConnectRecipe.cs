using System.Text.Json;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Connection;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Recipes;

/// <summary>Connects any number of encoders in one space by contrast of pairs, or adds some to a space that is there.</summary>
public sealed record ConnectRecipe
{
    public const string Kind = "connect";

    /// <summary>The input that holds the space to be extended.</summary>
    public const string Space = "space";

    /// <summary>Whether the parts join a space that is there; what it has stands still.</summary>
    public required bool Extends { get; init; }

    /// <summary>Names of the parts to be connected; each is an input, too.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    /// <summary>What a new space is like; null where one is extended.</summary>
    public SpaceRecipe? New { get; init; }

    public required IReadOnlyList<PairsRecipe> Pairs { get; init; }

    /// <summary><c>infoNce</c> (CLIP) or <c>sigmoid</c> (SigLIP).</summary>
    public required string Loss { get; init; }

    /// <summary>Starting temperature of the contrast; learned from there.</summary>
    public required double Temperature { get; init; }

    /// <summary>Pairs of each kind in a step; each is contrasted with all others of its kind.</summary>
    public required int PairsPerStep { get; init; }

    /// <summary>Items whose encoders' graphs are in memory at a time, where adapters move; 0: all of a step.</summary>
    public required int PairsPerChunk { get; init; }

    /// <summary>Share of n-grams that a training step leaves out, so that none becomes the only clue.</summary>
    public required double NGramDropout { get; init; }

    /// <summary>Low-rank adapters by which the new parts move; null where they stand still.</summary>
    public AdapterConfig? Adapters { get; init; }

    public required Schedule Schedule { get; init; }

    public required string Device { get; init; }

    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static ConnectRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var extends = reader.Flag("extends");
        var read = new ConnectRecipe
        {
            Extends = extends,
            Parts = reader.Texts("parts"),
            New = extends ? null : SpaceRecipe.Read(reader),
            Pairs = [.. reader.Sections("pairs").Select(PairsRecipe.Read)],
            Loss = reader.OptionalOneOf("loss", AlignRecipe.InfoNce, AlignRecipe.Sigmoid),
            Temperature = reader.Number("temperature", 0.001, 10, otherwise: 0.07),
            PairsPerStep = reader.Integer("pairsPerStep", 2, 1_000_000),
            PairsPerChunk = reader.Integer("pairsPerChunk", 0, 1_000_000, otherwise: 0),
            NGramDropout = reader.Number("ngramDropout", 0, 0.9, otherwise: 0),
            Adapters = reader.Has("adapters") ? AdapterConfig.Read(reader.Section("adapters")) : null,
            Schedule = Schedule.Read(reader),
            Device = reader.OneOf("device", "cpu", "cuda"),
        };
        reader.Require(extends || read.Parts.Count > 1, "'parts' names one model alone; name at least two, or say that it 'extends' a space");
        reader.Require(read.Parts.All(IsName) && !read.Parts.Contains(Space), $"'parts' are of lower-case letters, digits and hyphens, and none is '{Space}'");
        reader.Require(!read.Parts.Append(Space).Intersect(read.Pairs.Select(pairs => pairs.Input), StringComparer.Ordinal).Any(), "an 'input' of pairs has the name of a part; name datasets otherwise");
        reader.Require(extends || read.Parts.Contains(read.New!.Hub), $"'hub' is {read.New?.Hub}, which is none of the parts");
        reader.Require(read.Schedule.Accumulation == 1, "'accumulation' of connect is 1: every pair of a step is contrasted with all others");
        reader.Require(read.Schedule.ValidateEvery == 0, "'validateEvery' of connect is 0: it has no validation measure");
        reader.ThrowIfWrong(Kind);
        return read;
    }

    private static bool IsName(string name) => name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>What a new space is like.</summary>
/// <param name="Width">Of its vectors.</param>
/// <param name="Hub">The part that all others must be tied to, through pairs or through each other.</param>
/// <param name="HiddenWidth">Width of a layer between a part's states and the space; 0 for none.</param>
/// <param name="NGrams">Longest run of tokens that is a feature of its own beside the encoder; 0 for none.</param>
/// <param name="Buckets">Rows that n-grams are hashed into, for each part.</param>
public sealed record SpaceRecipe(int Width, string Hub, int HiddenWidth, int NGrams, int Buckets)
{
    /// <summary>A space without parts.</summary>
    public ConnectionConfig Describe() => new() { Width = Width, Hub = Hub, HiddenWidth = HiddenWidth, NGrams = NGrams, Buckets = Buckets, Parts = [], TrainedPairs = [] };

    internal static SpaceRecipe Read(RecipeReader reader)
    {
        var grams = reader.Integer("ngrams", 0, 16, otherwise: 0);
        return new(
            reader.Integer("width", 2, 16_384), reader.Text("hub", otherwise: Views.Protein), reader.Integer("hiddenWidth", 0, 16_384, otherwise: 0),
            grams, grams > 0 ? reader.Integer("buckets", 16, 100_000_000) : 0);
    }
}
