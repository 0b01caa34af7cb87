using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Models.Publishing;

/// <summary>One encoder, pretrained on one view of the genes.</summary>
public sealed class PretrainKind(PublishModel publish) : IJobKind
{
    public string Name => "pretrain";

    public IReadOnlyDictionary<string, string> Inputs { get; } = new Dictionary<string, string> { ["genes"] = RepositoryKinds.Dataset };

    public bool MakesRevision => true;

    public Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop) =>
        publish.StageAsync(db, job, result, outputFolder, stop);
}

/// <summary>Three encoders, connected in one shared space.</summary>
public sealed class AlignKind(PublishModel publish) : IJobKind
{
    public string Name => "align";

    public IReadOnlyDictionary<string, string> Inputs { get; } = new Dictionary<string, string>
    {
        ["genes"] = RepositoryKinds.Dataset,
        ["dna"] = RepositoryKinds.Model,
        ["protein"] = RepositoryKinds.Model,
        ["text"] = RepositoryKinds.Model,
    };

    public bool MakesRevision => true;

    public Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop) =>
        publish.StageAsync(db, job, result, outputFolder, stop);
}
