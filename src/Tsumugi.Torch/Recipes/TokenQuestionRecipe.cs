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

    /// <summary>Share of the items that a step sees from the other strand.</summary>
    public double ReverseComplement { get; init; }

    public bool IsCausal => Objective == Causal;

    /// <summary>What the run is called while it goes.</summary>
    public string Phase => IsCausal ? "causal modelling" : "masked modelling";

    public ITokenTask Task(IVocabulary vocabulary, long seed) => IsCausal
        ? new CausalModelling()
        : new MaskedModelling(vocabulary, MaskShare, Objective == Spans ? SpanLengths.SpanBert : SpanLengths.OneToken, new CounterRandom(seed, "masks"));

    internal static TokenQuestionRecipe Read(RecipeReader reader)
    {
        var objective = reader.OptionalOneOf("objective", Objectives);
        var share = objective == Causal ? reader.Number("maskShare", 0, 0, otherwise: 0) : reader.Number("maskShare", 0.01, 0.9);
        return new(objective, share) { ReverseComplement = reader.Number("reverseComplement", 0, 1, otherwise: 0) };
    }

    /// <returns>Why this cannot be asked of a view.</returns>
    internal string? ViewFault(string view) => StrandFault(view) ?? (Objective == Masked || Views.IsRow(view) ? null
        : $"'objective' of {view} is masked: its tokens do not stand in a row");

    private string? StrandFault(string view) => ReverseComplement == 0 || view is Views.Nucleotide or Views.Kmer ? null
        : view == Views.Dna ? "'reverseComplement' of dna is 0: codons are read in the frame of their own strand; pretrain on nucleotide or kmer to learn from both"
        : $"'reverseComplement' of {view} is 0: of the views, nucleotide and kmer alone have another strand";
}
