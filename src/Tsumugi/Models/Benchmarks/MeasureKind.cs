using System.Text.Json;
using Tsumugi.Client.Jobs;
using Tsumugi.Compute;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Models.Benchmarks;

/// <summary>Retrieval between views, measured on the held-out genes.</summary>
public sealed class MeasureKind : IJobKind
{
    public string Name => "measure";

    public IReadOnlyDictionary<string, string> Inputs(JsonElement recipe) => new Dictionary<string, string>
    {
        ["genes"] = RepositoryKinds.Dataset,
        ["model"] = RepositoryKinds.Model,
    };

    public bool MakesRevision(JsonElement recipe) => false;

    public async Task<IReadOnlyList<string>> StageOutputsAsync(HubDb db, Job job, JobResult result, string outputFolder, CancellationToken stop)
    {
        var text = await File.ReadAllBytesAsync(Path.Combine(outputFolder, "retrieval.json"), stop);
        var measured = new BenchmarkResult
        {
            JobId = job.Id,
            Model = job.Inputs["model"],
            Dataset = job.Inputs["genes"],
            CreatedAt = DateTime.UtcNow,
            Report = JsonSerializer.Deserialize(text, JobJson.Default.RetrievalReport)!,
        };
        db.Add(measured);
        db.Record(new()
        {
            Actor = JobChanges.Hub,
            Kind = "result.measured",
            Subject = measured.Node,
            Facts = new Dictionary<string, object?> { ["heldOut"] = measured.Report.HeldOut, ["directions"] = measured.Report.Directions },
            Ties =
            [
                new(measured.Node, Relations.Measured, NodeRef.Parse(measured.Model)),
                new(measured.Node, Relations.Used, NodeRef.Parse(measured.Dataset)),
                new(measured.Node, Relations.MadeBy, job.Node),
            ],
        });
        return [measured.Node.ToString()];
    }
}
