using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Models.Publishing;

/// <summary>Jobs that write a model's numbers in another format beside them, in the same repository.</summary>
/// <param name="title">Of the revision that is made.</param>
public abstract class OtherFormatKind(PublishOutputs publish, string name, string title) : IJobKind
{
    public string Name => name;

    public IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) => new Dictionary<string, string> { ["model"] = RepositoryKinds.Model };

    public bool MakesRevision(JsonElement recipe) => false;

    /// <summary>The repository gets a new revision.</summary>
    public Act Asks => Act.Write;

    /// <summary>The same model under the same conditions: nothing is trained.</summary>
    public Purpose? Purpose => null;

    public async Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop)
    {
        var source = NodeRef.Parse(job.Inputs["model"]);
        var repository = await FindRepository.OfNode(db, source).FirstAsync(stop);
        var head = (await FindRevision.RunAsync(db, repository, RepositoryRef.Main, stop)).Value.Revision;
        var old = await RevisionFiles.AllAsync(db, head, stop);

        // Who committed such a file while the job ran meant theirs.
        var made = (await publish.StoreAsync(result.Files, outputFolder, stop)).Where(file => !old.Any(one => one.Path == file.Path)).ToList();
        var files = (List<RevisionFile>)[.. old, .. made];
        var sources = await CarriedOver.SourcesAsync(db, head, old, files, stop);
        var revision = await new AddRevision
        {
            Repository = repository,
            Actor = JobChanges.Hub,
            PersonId = job.PersonId,
            JobId = job.Id,
            Files = files,
            Facts = head.Facts,
            Title = title,
            Sources = [.. sources.Append((Relations.MadeBy, job.Node)).Append((Relations.DerivedFrom, source)).Distinct()],
        }.StageAsync(db, DateTime.UtcNow, stop);
        return [revision.Node.ToString()];
    }
}

/// <summary>Checkpoints of PyTorch become safetensors.</summary>
public sealed class ConvertKind(PublishOutputs publish) : OtherFormatKind(publish, "convert", "Convert to safetensors");

/// <summary>An encoder becomes an ONNX model.</summary>
public sealed class ExportKind(PublishOutputs publish) : OtherFormatKind(publish, "export", "Export as ONNX");
