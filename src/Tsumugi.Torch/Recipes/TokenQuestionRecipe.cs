using Tsumugi.Torch.Tokens;
using Tsumugi.Torch.Training;
using Tsumugi.Torch.Training.Objectives;

namespace Tsumugi.Torch.Recipes;

/// <summary>What a recipe asks of tokens that nobody labelled.</summary>
/// <param name="Objective"><c>masked</c>, <c>spans</c> or <c>causal</c>.</param>
/// <param name="MaskShare">Share of the tokens that is to be guessed; causal modelling asks for all.</param>
public sealed record TokenQuestionRecipe(string Objective, double MaskShare)
{
    public const string Masked = "masked";
    public const string Spans = "spans";
    public const string Causal = "causal";

    public static readonly IReadOnlyList<string> Objectives = [Masked, Spans, Causal];

    /// <summary>What the run is called while it goes.</summary>
    public string Phase => Objective == Causal ? "causal modelling" : "masked modelling";

    public ITokenTask Task(ITokenizer tokenizer, long seed) => Objective == Causal
        ? new CausalModelling()
        : new MaskedModelling(tokenizer, MaskShare, Objective == Spans ? SpanLengths.SpanBert : SpanLengths.OneToken, new CounterRandom(seed, "masks"));

    internal static TokenQuestionRecipe Read(RecipeReader reader)
    {
        var objective = reader.OptionalOneOf("objective", Objectives);
        var share = objective == Causal ? reader.Number("maskShare", 0, 0, otherwise: 0) : reader.Number("maskShare", 0.01, 0.9);
        return new(objective, share);
    }
}
