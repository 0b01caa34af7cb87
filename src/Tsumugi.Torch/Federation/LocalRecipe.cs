using System.Text.Json;
using Tsumugi.Torch.Recipes;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Federation;

/// <summary>Noise that hides single examples: each gradient is shortened to <paramref name="ClipNorm"/>, and noise of <paramref name="NoiseMultiplier"/> times as much is added to their sum.</summary>
/// <param name="SampleRate">With which probability each example is in a step.</param>
public sealed record LocalPrivacy(double ClipNorm, double NoiseMultiplier, double SampleRate);

/// <summary>One site's training in one round: a recipe of the kind <c>continue</c>, and what the round's method asks beside it.</summary>
public sealed record LocalRecipe
{
    public const string Kind = "federate";

    public required TasksRecipe Continue { get; init; }

    /// <summary>μ of FedProx: (μ/2)·‖w − w₀‖² is added to the loss; 0: nothing is.</summary>
    public double Proximal { get; init; }

    /// <summary>SCAFFOLD: steps go straight along the gradient, and the input <c>correction</c> is added to each.</summary>
    public bool Controlled { get; init; }

    /// <summary>Null where no noise is added.</summary>
    public LocalPrivacy? Privacy { get; init; }

    /// <param name="order"><c>recipe</c> is the whole recipe; <c>proximal</c>, <c>controlled</c> and <c>privacy</c> may be absent.</param>
    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static LocalRecipe Read(JsonElement order)
    {
        var reader = new RecipeReader(order);
        var recipe = TasksRecipe.Read(reader.Whole("recipe"));
        var read = new LocalRecipe
        {
            Continue = recipe,
            Proximal = reader.Number("proximal", 0, 1e6, otherwise: 0),
            Controlled = reader.Flag("controlled"),
            Privacy = reader.Has("privacy") ? ReadPrivacy(reader.Section("privacy")) : null,
        };
        reader.Require(recipe.Kind == TasksRecipe.Continue && recipe.Tasks.Count == 1, "rounds take recipes of the kind continue, without 'replay'");
        reader.Require(recipe.Moves == Moves.All, "'moves' of a round is all: what stands still cannot be told from what does not");
        reader.Require(recipe.Schedule.Accumulation == 1, "'accumulation' of a round is 1");
        reader.Require(read.Privacy is null || (recipe.ValidationShare == 0 && recipe.Tasks[0].Data.Window == 0), "under noise 'validationShare' and 'window' are 0: an example is a whole item, and no measure of the data leaves without noise");
        reader.Require(read.Privacy is null || !read.Controlled, "noise and control variates do not go together");
        reader.ThrowIfWrong(Kind);
        return read;
    }

    private static LocalPrivacy ReadPrivacy(RecipeReader reader) =>
        new(reader.Number("clipNorm", 1e-6, 1e6), reader.Number("noiseMultiplier", 0.01, 1000), reader.Number("sampleRate", 1e-9, 1));
}
