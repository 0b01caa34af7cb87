using System.Text.Json;
using Tsumugi.Torch.Adapters;
using Tsumugi.Torch.Training;

namespace Tsumugi.Torch.Recipes;

/// <summary>One thing that a model goes on learning: from tokens, or by a head.</summary>
/// <param name="Input">Name of the job's input that holds the data.</param>
/// <param name="Weight">How often a step is of this task, relative to the others; null where the size of the data decides.</param>
public sealed record TaskRecipe(string Input, DataRecipe Data, TokenQuestionRecipe? Question, HeadRecipe? Head, double? Weight);

/// <summary>Trains a model that is there already: <c>finetune</c>, <c>continue</c> and <c>mixture</c>.</summary>
public sealed record TasksRecipe
{
    public const string Finetune = "finetune";
    public const string Continue = "continue";
    public const string Mixture = "mixture";

    private const double HeldOutOfLabels = 0.1;

    public required string Kind { get; init; }

    public required IReadOnlyList<TaskRecipe> Tasks { get; init; }

    /// <summary>1: tasks come up as often as their data are large; the higher, the more equally.</summary>
    public double Temperature { get; init; } = 1;

    public required Moves Moves { get; init; }

    /// <summary>For <see cref="Moves.Adapters"/>.</summary>
    public AdapterConfig? Adapters { get; init; }

    public required int TokensPerStep { get; init; }

    /// <summary>Share of the first task's training items that is kept back for the validation measure.</summary>
    public required double ValidationShare { get; init; }

    public required Schedule Schedule { get; init; }

    public required string Device { get; init; }

    /// <exception cref="InvalidRecipeException">With every error at once.</exception>
    public static TasksRecipe Read(JsonElement recipe)
    {
        var reader = new RecipeReader(recipe);
        var kind = recipe.GetProperty("kind").GetString()!;
        var moves = Enum.Parse<Moves>(reader.OptionalOneOf("moves", "all", "adapters", "nothing"), ignoreCase: true);
        var read = new TasksRecipe
        {
            Kind = kind,
            Tasks = kind switch
            {
                Finetune => [new("data", DataRecipe.Read(reader.Section("data"), HeldOutOfLabels), null, HeadRecipe.Read(reader.Section("head")), 1)],
                Continue => Continued(reader),
                _ => [.. reader.Sections("tasks").Select(OfMixture)],
            },
            Temperature = kind == Mixture ? reader.Number("temperature", 1, 1e6, otherwise: 1) : 1,
            Moves = moves,
            Adapters = moves == Moves.Adapters ? AdapterConfig.Read(reader.Section("adapters")) : null,
            TokensPerStep = reader.Integer("tokensPerStep", 1, 100_000_000),
            ValidationShare = kind == Mixture ? 0 : reader.Number("validationShare", 0, 0.5, otherwise: 0),
            Schedule = Schedule.Read(reader),
            Device = reader.OneOf("device", "cpu", "cuda"),
        };
        reader.Require(read.Schedule.ValidateEvery > 0 == read.ValidationShare > 0, "'validateEvery' and 'validationShare' go together");
        reader.Require(kind != Mixture || read.Schedule.ValidateEvery == 0, "'validateEvery' of a mixture is 0: its tasks measure different things");
        reader.Require(read.Tasks.All(task => task.Head is null || task.Data.Window == 0), "'window' goes with items that nobody labelled: a head's answer is about the whole item");
        reader.Require(read.Tasks.Select(task => task.Head?.Name).OfType<string>() is var names && names.Distinct().Count() == names.Count(), "two heads have one name");
        reader.Require(read.Tasks.All(task => task.Weight is null) || read.Tasks.All(task => task.Weight is not null), "either every task has a 'weight', or none");
        reader.Require(moves != Moves.Nothing || read.Tasks.Any(task => task.Head is not null), "'moves' is nothing, and no head is taught");
        reader.ThrowIfWrong(kind);
        return read;
    }

    private static IReadOnlyList<TaskRecipe> Continued(RecipeReader reader)
    {
        var question = TokenQuestionRecipe.Read(reader);
        var data = DataRecipe.Read(reader.Section("data"), testShare: 0);
        if (!reader.Has("replay"))
            return [new("data", data, question, null, 1)];
        var replay = reader.Section("replay");
        var share = replay.Number("share", 0.001, 0.999);
        return [new("data", data, question, null, 1 - share), new("replay", DataRecipe.Read(replay, testShare: 0), question, null, share)];
    }

    private static TaskRecipe OfMixture(RecipeReader reader)
    {
        var head = reader.Has("head") ? HeadRecipe.Read(reader.Section("head")) : null;
        return new(
            reader.Text("input"), DataRecipe.Read(reader.Section("data"), head is null ? 0 : HeldOutOfLabels), head is null ? TokenQuestionRecipe.Read(reader) : null, head,
            reader.Has("weight") ? reader.Number("weight", 0.0001, 1e6) : null);
    }
}
