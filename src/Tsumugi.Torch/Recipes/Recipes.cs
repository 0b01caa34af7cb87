using System.Text.Json;
using Tsumugi.Torch.Tokens.Images;

namespace Tsumugi.Torch.Recipes;

/// <summary>Pretrains one encoder on one view by masked modelling.</summary>
public sealed record PretrainRecipe
{
    /// <summary>One of <see cref="Views.OfData"/>; without <see cref="Data"/> a view of genes.</summary>
    public required string View { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Longer items are cut: tokens kept from the beginning, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Entries of the vocabulary that is learned for text and bytes; others have theirs by nature, or take every token of the data.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>For <see cref="Views.Kmer"/>.</summary>
    public KmerRecipe? Kmer { get; init; }

    /// <summary>For <see cref="Views.Image"/>, before the pixels of the training images are known.</summary>
    public PatchShape? Image { get; init; }

    /// <summary>Genes as others number them, for views of cells; null where they are learned from the cells.</summary>
    public GenesRecipe? Genes { get; init; }

    /// <summary>Bins of a numeric feature, for <see cref="Views.Record"/>.</summary>
    public int Bins { get; init; }

    public required int TokensPerStep { get; init; }

    public required TokenQuestionRecipe Question { get; init; }

    /// <summary>Where the items come from; null where they are a view of genes.</summary>
    public DataRecipe? Data { get; init; }

    /// <summary>Share of the items that nobody trains on, for the validation measure.</summary>
    public double ValidationShare { get; init; }

    public required Schedule Schedule { get; init; }

    public required string Device { get; init; }

    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static PretrainRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var view = reader.OneOf("view", Views.OfData);
        var read = new PretrainRecipe
        {
            View = view,
            Width = reader.Integer("width", 8, 16_384),
            Layers = reader.Integer("layers", 1, 200),
            Heads = reader.Integer("heads", 1, 256),
            MaxTokens = reader.Integer("maxTokens", 4, 1_000_000),
            Vocabulary = reader.Integer("vocabulary", 0, 1_000_000),
            Kmer = view == Views.Kmer ? KmerRecipe.Read(reader.Section("kmer")) : null,
            Image = view == Views.Image ? ImageRecipe.Read(reader.Section("image")) : null,
            Genes = Views.Reads(view) == DataRecipe.Cells && reader.Has("genes") ? GenesRecipe.Read(reader.Section("genes"), view) : null,
            Bins = view == Views.Record ? reader.Integer("bins", 2, 1024, otherwise: 32) : 0,
            TokensPerStep = reader.Integer("tokensPerStep", 1, 100_000_000),
            Question = TokenQuestionRecipe.Read(reader),
            Data = reader.Has("data") ? DataRecipe.Read(reader.Section("data"), testShare: 0) : null,
            ValidationShare = reader.Number("validationShare", 0, 0.5, otherwise: 0),
            Schedule = Schedule.Read(reader),
            Device = reader.OneOf("device", "cpu", "cuda"),
        };
        reader.Require(read.Width % (2 * read.Heads) == 0, "'width' is not a multiple of twice 'heads'");
        reader.Require(read.Data is not null || Views.All.Contains(view), $"'view' is one of {string.Join(", ", Views.All)} where there is no 'data': {view} is no view of genes");
        reader.Require(view is not (Views.Text or Views.Bytes) || read.Vocabulary >= 300, $"'vocabulary' of {view} is at least 300");
        reader.Require(read.TokensPerStep >= read.MaxTokens, "'tokensPerStep' is less than 'maxTokens'");
        reader.Require(read.Schedule.ValidateEvery > 0 == read.ValidationShare > 0, "'validateEvery' and 'validationShare' go together");
        reader.Require(read.Image is not { } image || read.MaxTokens >= image.Patches + 2, $"'maxTokens' is at least {read.Image?.Patches + 2}: so many are the patches of an image, with its beginning and end");
        reader.Refuse(read.Question.ViewFault(view));
        reader.Refuse(read.Data?.ViewFault(view));
        reader.ThrowIfWrong("pretrain");
        return read;
    }
}

/// <summary>Connects three encoders in one shared space by contrast of pairs.</summary>
public sealed record AlignRecipe
{
    public const string InfoNce = "infoNce";
    public const string Sigmoid = "sigmoid";

    /// <summary>Width of the shared space.</summary>
    public required int Width { get; init; }

    /// <summary>Longest run of tokens that is a feature of its own, beside the encoder.</summary>
    public required int NGrams { get; init; }

    /// <summary>Rows that n-grams are hashed into, for each view.</summary>
    public required int Buckets { get; init; }

    public required int GenesPerStep { get; init; }

    /// <summary>Steps at the end in which the encoders stand still, so that a step can take many genes.</summary>
    public required int FrozenSteps { get; init; }

    public required int FrozenGenesPerStep { get; init; }

    /// <summary>Share of n-grams that a training step leaves out, so that none becomes the only clue.</summary>
    public required double NGramDropout { get; init; }

    /// <summary><c>infoNce</c> (CLIP) or <c>sigmoid</c> (SigLIP).</summary>
    public string Loss { get; init; } = InfoNce;

    /// <summary>Genes whose encoders' graphs are in memory at a time, at the price of a second forward pass; 0: all of a step.</summary>
    public int GenesPerChunk { get; init; }

    /// <summary>Starting temperature of the contrast; learned from there.</summary>
    public required double Temperature { get; init; }

    public required Schedule Schedule { get; init; }

    public required string Device { get; init; }

    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static AlignRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var read = new AlignRecipe
        {
            Width = reader.Integer("width", 2, 16_384),
            NGrams = reader.Integer("ngrams", 1, 16),
            Buckets = reader.Integer("buckets", 16, 100_000_000),
            GenesPerStep = reader.Integer("genesPerStep", 2, 1_000_000),
            FrozenSteps = reader.Integer("frozenSteps", 0, 10_000_000),
            FrozenGenesPerStep = reader.Integer("frozenGenesPerStep", 2, 1_000_000),
            NGramDropout = reader.Number("ngramDropout", 0, 0.9),
            Loss = reader.OptionalOneOf("loss", InfoNce, Sigmoid),
            GenesPerChunk = reader.Integer("genesPerChunk", 0, 1_000_000, otherwise: 0),
            Temperature = reader.Number("temperature", 0.001, 10),
            Schedule = Schedule.Read(reader),
            Device = reader.OneOf("device", "cpu", "cuda"),
        };
        reader.Require(read.FrozenSteps < read.Schedule.Steps, "'frozenSteps' is not less than 'steps'");
        reader.Require(read.Schedule.Accumulation == 1, "'accumulation' of align is 1: every pair of a step is contrasted with all others");
        reader.Require(read.Schedule.ValidateEvery == 0, "'validateEvery' of align is 0: it has no validation measure");
        reader.ThrowIfWrong("align");
        return read;
    }
}

/// <summary>Measures retrieval between the views on the held-out genes.</summary>
public sealed record MeasureRecipe(string Device)
{
    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static MeasureRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var read = new MeasureRecipe(reader.OneOf("device", "cpu", "cuda"));
        reader.ThrowIfWrong("measure");
        return read;
    }
}
