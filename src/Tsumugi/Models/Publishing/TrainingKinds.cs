using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Publishing;

/// <summary>A job whose outcome is a revision of a model.</summary>
public abstract class TrainingKind(PublishOutputs publish) : IJobKind
{
    public abstract string Name { get; }

    public bool MakesRevision(JsonElement recipe) => true;

    public abstract IReadOnlyDictionary<string, string> Inputs(JsonElement recipe);

    public Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop) =>
        publish.StageAsync(db, job, RepositoryKinds.Model, result, outputFolder, stop);
}

/// <summary>One encoder, pretrained on one view of the genes, or on the files that the recipe names.</summary>
public sealed class PretrainKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "pretrain";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) =>
        new Dictionary<string, string> { [recipe.TryGetProperty("data", out _) ? "data" : "genes"] = RepositoryKinds.Dataset };
}

/// <summary>Three encoders, connected in one shared space.</summary>
public sealed class AlignKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "align";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) => new Dictionary<string, string>
    {
        ["genes"] = RepositoryKinds.Dataset,
        ["dna"] = RepositoryKinds.Model,
        ["protein"] = RepositoryKinds.Model,
        ["text"] = RepositoryKinds.Model,
    };
}

/// <summary>A head is taught on a model's encoder from a table of labelled items.</summary>
public sealed class FinetuneKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "finetune";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) =>
        new Dictionary<string, string> { ["model"] = RepositoryKinds.Model, ["data"] = RepositoryKinds.Dataset };
}

/// <summary>A model's pretraining goes on with new data; where the recipe says so, a share of the steps replays old ones.</summary>
public sealed class ContinueKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "continue";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe)
    {
        var inputs = new Dictionary<string, string> { ["model"] = RepositoryKinds.Model, ["data"] = RepositoryKinds.Dataset };
        if (recipe.TryGetProperty("replay", out _))
            inputs["replay"] = RepositoryKinds.Dataset;
        return inputs;
    }
}

/// <summary>Several tasks over one encoder; the recipe names the datasets.</summary>
public sealed class MixtureKind(PublishOutputs publish) : TrainingKind(publish)
{
    public override string Name => "mixture";

    public override IReadOnlyDictionary<string, string> Inputs(JsonElement recipe)
    {
        var inputs = new Dictionary<string, string> { ["model"] = RepositoryKinds.Model };
        foreach (var task in recipe.GetProperty("tasks").EnumerateArray())
            inputs[task.GetProperty("input").GetString()!] = RepositoryKinds.Dataset;
        return inputs;
    }
}
