using Tsumugi.Thread;

namespace Tsumugi.Bench.Thread;

/// <summary>Events of the size of a dataset's revision: a few facts, two ties.</summary>
internal static class BenchEntries
{
    public static ThreadEntry Of(int index)
    {
        var (job, data) = (NodeRef.Of("job", $"pretrain-{index:000000}"), NodeRef.Of("dataset", $"genome-center/set-{index % 500}"));
        return new()
        {
            Actor = NodeRef.Of("person", "hanako"),
            Kind = "job.succeeded",
            Subject = job,
            Facts = new Dictionary<string, object?> { ["recipe"] = "masked-dna", ["steps"] = index, ["title"] = "事前学習" },
            Ties = [new(job, Relations.Used, data), new(job, Relations.RunBy, NodeRef.Of("person", "hanako"))],
        };
    }
}
