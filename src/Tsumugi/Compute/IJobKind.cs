using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute.Sites;
using Tsumugi.Ethics;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Compute;

/// <summary>What one kind of job needs and what becomes of its outputs. Rooms to the right add theirs.</summary>
public interface IJobKind
{
    /// <summary>The <c>kind</c> of a recipe.</summary>
    string Name { get; }

    /// <param name="recipe">The whole recipe: a kind may let it say what goes in.</param>
    /// <returns>Names of the inputs, each with the kind of repository it must be.</returns>
    IReadOnlyDictionary<string, string> Inputs(JsonElement recipe);

    /// <summary>Whether <see cref="Configure"/> takes a text.</summary>
    bool TakesConfiguration => false;

    /// <summary>The recipe with a text that the submitter gave in place of the recipe's own.</summary>
    Outcome<Recipe> Configure(Recipe recipe, string text) => Refusal.Invalid(
        "no-configuration",
        new($"種類「{Name}」のレシピは設定を受け取りません。", $"Recipes of the kind '{Name}' take no configuration."),
        new("設定を付けずに実行してください。", "Submit it without one."));

    /// <summary>True when the job makes a repository's revision and so must name one.</summary>
    bool MakesRevision(JsonElement recipe);

    /// <summary>What is wrong with a recipe that a submitter configured or changed: field → fault, all of it at once. Others are judged by the worker.</summary>
    IEnumerable<(string Field, Words Fault)> Faults(JsonElement recipe) => [];

    /// <summary>What is wrong with the recipe when the inputs are known, for example a file that is not in its revision; null for nothing.</summary>
    Task<Refusal?> AskInputsAsync(HubDb db, JsonElement recipe, IReadOnlyDictionary<string, NodeRef> inputs, CancellationToken stop) => Task.FromResult<Refusal?>(null);

    /// <summary>Why the recipe cannot be run at a site, beside what it has and who may pay there; null when it can.</summary>
    Task<Words?> ObstacleAsync(Site site, JsonElement recipe, CancellationToken stop) => Task.FromResult<Words?>(null);

    /// <summary>Whether an attempt goes on from what the one before left in the job's folder.</summary>
    bool Resumes => true;

    /// <summary>What the submitter must be allowed to do with the inputs.</summary>
    Act Asks => Act.Use;

    /// <summary>What the inputs' conditions must permit; null where nothing new is made of them.</summary>
    Purpose? Purpose => Ethics.Purpose.FoundationModelTraining;

    /// <summary>
    /// Takes over what a finished worker left. Files go into the content store at once (harmless if repeated); records are
    /// only staged: they are saved together with the job's own success, or not at all.
    /// </summary>
    /// <returns>Nodes of what was made.</returns>
    Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop);
}
