using System.Text.Json;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Slurm;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>What the hub makes of Slurm's words, in the shapes of its versions.</summary>
public sealed class SlurmAnswerTests
{
    [Theory]
    [InlineData("COMPLETED", 0, "", null)]
    [InlineData("FAILED", 1, "no such layer", FailureKind.Code)]
    [InlineData("FAILED", 5, "line 3 is torn", FailureKind.Data)]
    [InlineData("FAILED", 137, "", FailureKind.Node)]
    [InlineData("FAILED", 127, "dotnet: command not found", FailureKind.Site)]
    [InlineData("FAILED", null, "", FailureKind.Code)]
    [InlineData("FAILED", 137, "slurmstepd: error: StepId=2.batch exceeded memory limit (412 > 104), being killed", FailureKind.OutOfMemory)]
    [InlineData("FAILED", 137, "slurmstepd: error: Detected 1 oom-kill event(s)", FailureKind.OutOfMemory)]
    [InlineData("OUT_OF_MEMORY", 125, "", FailureKind.OutOfMemory)]
    [InlineData("TIMEOUT", 15, "", FailureKind.Walltime)]
    [InlineData("DEADLINE", null, "", FailureKind.Walltime)]
    [InlineData("NODE_FAIL", null, "", FailureKind.Node)]
    [InlineData("BOOT_FAIL", null, "", FailureKind.Node)]
    [InlineData("PREEMPTED", null, "", FailureKind.Preemption)]
    [InlineData("CANCELLED", null, "", FailureKind.Site)]
    [InlineData(SlurmState.Lost, null, "", FailureKind.Site)]
    public void Ending_isOfAKind(string state, int? exitCode, string said, FailureKind? kind) =>
        Assert.Equal(kind, SlurmState.EndingOf(state, exitCode, said.Length == 0 ? [] : [said, "the last line"]).Failure);

    [Fact]
    public void WorkerThatWasAskedToStop_goesOn()
    {
        var ending = SlurmState.EndingOf("FAILED", 4, []);
        Assert.Equal((true, TimeSpan.Zero), (ending.Paused, ending.NextAfter(9)));
    }

    [Theory]
    [InlineData("NODE_FAIL", 1, 5)]
    [InlineData("NODE_FAIL", 3, 20)]
    [InlineData("PREEMPTED", 4, 40)]
    [InlineData("NODE_FAIL", 5, null)]
    [InlineData("TIMEOUT", 1, null)]
    [InlineData("CANCELLED", 1, null)]
    public void Infrastructure_isTriedAgain_afterLongerAndLongerRests(string state, int attempts, int? seconds) =>
        Assert.Equal(seconds is { } rest ? TimeSpan.FromSeconds(rest) : null, SlurmState.EndingOf(state, null, []).NextAfter(attempts));

    [Theory]
    [InlineData("768", 3)]
    [InlineData("9", 137)]
    [InlineData("0", 0)]
    [InlineData("""{"status":["ERROR"],"return_code":{"set":true,"infinite":false,"number":5}}""", 5)]
    [InlineData("""{"status":"SUCCESS","return_code":0}""", 0)]
    [InlineData("null", null)]
    public void ExitCode_isReadInEveryShape(string json, int? code) => Assert.Equal(code, SlurmState.ExitCodeOf(JsonDocument.Parse(json).RootElement));

    [Fact]
    public void JobOfALaterVersion_isReadLikeOneOfAnEarlier()
    {
        var earlier = Read("""{"jobs":[{"job_id":7,"job_state":"PENDING","cpus":4,"time_limit":10,"comment":"tsumugi:a:1","x":[{}]}]}""");
        var later = Read("""{"jobs":[{"job_id":7,"job_state":["PENDING"],"cpus":{"set":true,"infinite":false,"number":4},"time_limit":{"set":true,"infinite":false,"number":10},"comment":"tsumugi:a:1"}]}""");
        Assert.Equal((earlier.JobId, earlier.State, earlier.Cpus, earlier.TimeLimit, earlier.Comment), (later.JobId, later.State, later.Cpus, later.TimeLimit, later.Comment));
        Assert.Equal(("PENDING", 4L, 10L), (later.State.Value, later.Cpus.Value, later.TimeLimit.Value));
    }

    [Theory]
    [InlineData("tsumugi:probe-ok-1:3", "probe-ok-1", 3)]
    [InlineData("tsumugi:a:b:12", "a:b", 12)]
    [InlineData("tsumugi::1", null, 0)]
    [InlineData("tsumugi:a:-1", null, 0)]
    [InlineData("somebody's own", null, 0)]
    [InlineData(null, null, 0)]
    public void Mark_isReadFromTheComment(string? comment, string? job, int attempt)
    {
        var mark = JobMark.Read(comment);
        Assert.Equal(job, mark?.JobId);
        if (mark is { } read)
            Assert.Equal((attempt, comment), (read.Attempt, read.ToString()));
    }

    [Theory]
    [InlineData("gpu:a100:4(S:0-1)", "a100", 4)]
    [InlineData("nvme:1,gpu:2", null, 2)]
    [InlineData("", null, 0)]
    [InlineData(null, null, 0)]
    public void Gpus_areReadFromTheGenericResources(string? gres, string? model, int count) => Assert.Equal((model, count), ReadHardware.GpusOf(gres));

    private static SlurmJob Read(string json) => JsonSerializer.Deserialize(json, SlurmJson.Default.JobsAnswer)!.Jobs!.Single();
}
