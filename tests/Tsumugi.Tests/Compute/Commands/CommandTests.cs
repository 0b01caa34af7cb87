using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Compute;
using Tsumugi.Compute.Commands;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute.Commands;

/// <summary>Jobs of commands, run by the real worker under the real bubblewrap.</summary>
[Collection(nameof(CommandLab))]
public sealed class CommandTests(CommandLab lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shipped_recipe_makes_a_datasets_revision_that_comes_from_its_input()
    {
        var data = await lab.DatasetAsync(("a.txt", "1\n2\n"), ("deep/b.txt", "3\n"));
        var inputs = new Dictionary<string, string> { ["data"] = data.Node.ToString() };
        var job = await lab.RunAsync(new() { Recipe = "command", Institution = "lab", Inputs = inputs, Output = "overview" });

        Assert.True(job.State == JobState.Succeeded, job.Reason);
        var made = await lab.FilesAsync("lab/overview");
        Assert.Equal(["a.txt\t2", "deep/b.txt\t1"], made["overview/lines.tsv"].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, made["overview/checksums.txt"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var ties = await lab.Wire.Hub.UseDbAsync(db => db.Set<TieRow>().Where(tie => tie.From == job.Outputs[0]).Select(tie => $"{tie.Relation} {tie.To}").ToListAsync(Stop));
        Assert.Contains($"{Relations.MadeBy} job:{job.Id}", ties);
        Assert.Contains($"{Relations.DerivedFrom} {job.Inputs["data"]}", ties);
        Assert.False(Directory.Exists(Path.Combine(lab.JobFolder(job.Id), "checkpoint")));
    }

    [Fact]
    public async Task Sandbox_shows_nothing_of_the_hub_and_lets_nothing_out()
    {
        var folder = lab.Wire.Hub.Options.DataFolder;
        var job = await lab.RunAsync(new
        {
            inputs = (object[])[new { path = "/work/in.txt", content = "given" }],
            steps = (object[])
            [
                CommandLab.Shell($"""
                    ls {folder} && echo SEEN; cat /etc/shadow && echo SEEN; ls /sys && echo SEEN
                    echo x >/work/in.txt && echo WRITTEN; echo x >/new && echo WRITTEN; echo 60 >/proc/sys/vm/swappiness && echo WRITTEN
                    env | grep -i -e tsumugi_ -e token | grep -v -e THREADS -e SEED && echo SEEN
                    ls /proc | grep -c '^[0-9]'; cat /proc/net/dev | grep -v -c -e lo: -e face -e Inter; cat /work/in.txt; nproc
                    """),
                CommandLab.Shell("ls /; ls /bin; test -e /usr && echo SEEN", CommandLab.Image),
            ],
        });
        Assert.True(job.State == JobState.Failed && job.Failure == FailureKind.Code, "The last command of the second step ends with 1.");
        var log = await lab.LogAsync(job.Id);
        Assert.DoesNotContain("SEEN\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("WRITTEN\n", log, StringComparison.Ordinal);
        Assert.Contains(" 0\n given1\n", log, StringComparison.Ordinal);
        Assert.Contains("busybox\n", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo reason >&2; exit 3", null, FailureKind.Code, "ended with exit code 3. reason")]
    [InlineData("kill -9 $$", null, FailureKind.Code, "ended with exit code 137 (signal 9)")]
    [InlineData("no-such-program", null, FailureKind.Code, "ended with exit code 127")]
    [InlineData("true", "/work/none.txt", FailureKind.Code, "/work/none.txt is not there")]
    [InlineData("ln -s /etc/hostname /work/link", "/work/link", FailureKind.Code, "leads over a symbolic link")]
    [InlineData("mkdir d; mkfifo d/pipe; mkdir d/shut; chmod 0 d/shut", "/work/d", FailureKind.Code, "pipe is a link or no plain file")]
    [InlineData("x=$(head -c 400000000 /dev/zero | tr '\\0' x); sleep 20", null, FailureKind.OutOfMemory, "more than its 100 MiB")]
    public async Task Failure_says_whose_it_was_and_keeps_nothing(string script, string? output, FailureKind failure, string words)
    {
        var job = await lab.RunAsync(
            new { steps = (object[])[CommandLab.Shell(script), CommandLab.Shell("true")], outputs = output is null ? [] : (object[])[new { path = output }] },
            output is null ? null : "never", resources: new() { Cores = 1, MemoryMiB = 100, Minutes = 5 });
        Assert.Equal((JobState.Failed, failure), (job.State, job.Failure));
        Assert.Contains(words, job.Reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(lab.JobFolder(job.Id), "checkpoint")));
    }

    [Fact]
    public async Task Steps_share_files_and_one_may_fail_and_of_a_long_log_the_end_is_kept()
    {
        var job = await lab.RunAsync(
            new
            {
                steps = (object[])
                [
                    new { command = (string[])["sh", "-c", "echo $GREETING; yes 0123456789 | head -c 2000000; echo END; exit 7"], ignoreError = true, stdout = "/work/out/all.txt", environment = new { GREETING = "hello" } },
                    new { command = (string[])["head", "-n", "1"], stdin = "/work/out/all.txt", stdout = "/work/out/first.txt" },
                ],
                outputs = (object[])[new { path = "/work/out/f*.txt", @as = "kept" }, new { path = "/work/out/all.txt" }],
            },
            "steps");
        Assert.True(job.State == JobState.Succeeded, job.Reason);
        var files = await lab.FilesAsync("lab/steps");
        Assert.Equal(["all.txt", "kept/first.txt"], files.Keys.Where(path => path.EndsWith(".txt", StringComparison.Ordinal)));
        Assert.Equal(("hello\n", 2_000_010), (files["kept/first.txt"], files["all.txt"].Length));
        var log = new FileInfo(Path.Combine(lab.JobFolder(job.Id), "logs", "1.stdout"));
        Assert.InRange(log.Length, 1, 300_000);
        Assert.EndsWith("END\n", await File.ReadAllTextAsync(log.FullName, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_job_leaves_no_process_and_no_file_though_it_ignores_signals()
    {
        await CommandLab.NeedSandboxAsync();
        var marker = $"31{Environment.ProcessId}{Random.Shared.Next(1000, 9999)}";
        var job = await lab.Member.SubmitAsync(CommandLab.Request(new { steps = (object[])[CommandLab.Shell($"trap '' TERM INT HUP; (trap '' TERM; setsid sleep {marker}) & while :; do sleep 1; done")] }), Stop);
        await Until.HoldsAsync("its program runs", () => Task.FromResult(IsRunning(marker)));
        await lab.Member.CancelAsync(job.Id, Stop);
        await Until.HoldsAsync("its program is gone with its files", () => Task.FromResult(!IsRunning(marker) && !Directory.Exists(Path.Combine(lab.JobFolder(job.Id), "checkpoint"))));
        Assert.Equal(JobState.Cancelled, (await lab.Member.JobAsync(job.Id, Stop)).State);
    }

    [Fact]
    public async Task Job_that_is_cancelled_just_while_it_tells_how_far_it_is_leaves_no_file_either()
    {
        await CommandLab.NeedSandboxAsync();
        for (var times = 0; times < 8; times++)
        {
            var job = await lab.Member.SubmitAsync(CommandLab.Request(new { steps = Enumerable.Repeat(CommandLab.Shell("sleep 0.01"), 32).ToArray() }), Stop);
            var folder = Path.Combine(lab.JobFolder(job.Id), "checkpoint");
            await Until.HoldsAsync("it has begun", () => Task.FromResult(Directory.Exists(folder)));
            await Task.Delay(times * 40, Stop);
            await lab.Member.CancelAsync(job.Id, Stop);
            await Until.HoldsAsync("its files are gone", () => Task.FromResult(!Directory.Exists(folder)));
        }
    }

    [Theory]
    [InlineData("""{"steps":[]}""", "recipe.steps")]
    [InlineData("""{"steps":"sh"}""", "recipe.steps")]
    [InlineData("""{"steps":[{"command":["a"],"shell":true}]}""", "recipe.steps[0].shell")]
    [InlineData("""{"steps":[{"command":[]},null,{"command":["a\u0000b","x\r\ny",null]}]}""", "recipe.steps[0].command recipe.steps[1].command recipe.steps[2].command[0] recipe.steps[2].command[1] recipe.steps[2].command[2]")]
    [InlineData("""{"steps":[{"command":["a"],"workdir":"/etc","stdin":"work/x","stdout":"/work/../x","stderr":"/work","environment":{"A B":"1"}}]}""", "recipe.steps[0].environment recipe.steps[0].stderr recipe.steps[0].stdin recipe.steps[0].stdout recipe.steps[0].workdir")]
    [InlineData("""{"steps":[{"command":["a"],"stdout":"/work/in/x"}],"inputs":[{"path":"/work/in","from":"data","content":"x"},{"path":"/work/in/y","content":"#!/bin/sh\r\n"}]}""", "inputs.data recipe.inputs[0] recipe.inputs[1].content recipe.inputs[1].path recipe.steps[0].stdout")]
    [InlineData("""{"steps":[{"command":["a"]}],"outputs":[{"path":"/usr/x"},{"path":"/work/x","as":"../x"}],"folders":["/"],"makes":"cake"}""", "output recipe.folders[0] recipe.makes recipe.outputs[0].path recipe.outputs[1].as")]
    public void Bad_recipe_is_refused_with_every_fault_at_once(string recipe, string fields)
    {
        var json = JsonElement.Parse(recipe);
        var kind = new CommandKind(null!, null!);
        var refusal = Tsumugi.Compute.SubmitJob.CheckShape(new() { Recipe = "command", Institution = "lab", Inputs = new Dictionary<string, string>() }, kind, new("command", "command", default, recipe));
        Assert.Equal(fields, string.Join(' ', refusal!.Fields.Keys));
        Assert.NotEmpty(CheckCommand.Of(json).Faults);
    }

    [Fact]
    public async Task What_cannot_run_is_refused_before_it_queues()
    {
        await CommandLab.NeedSandboxAsync();
        var data = await lab.DatasetAsync(("a.txt", "1"));
        Assert.Contains("no image ubuntu:24.04. Available: busybox:1.", (await RefusedAsync(CommandLab.Request(new { steps = (object[])[CommandLab.Shell("true", "ubuntu:24.04")] }))).Problem.Detail, StringComparison.Ordinal);
        var missing = await RefusedAsync(CommandLab.Request(
            new { steps = (object[])[CommandLab.Shell("true")], inputs = (object[])[new { path = "/work/a", from = "data", file = "a.txt" }, new { path = "/work/b", from = "data", file = "b.txt" }] },
            inputs: new Dictionary<string, string> { ["data"] = data.Node.ToString() }));
        Assert.Equal(["recipe.inputs[1].file"], missing.Problem.Errors!.Keys);
        Assert.Equal("bad-configuration", (await RefusedAsync(CommandLab.Request(new { }) with { Configuration = "sh -c true" })).Problem.Code);
    }

    private async Task<HubRefusedException> RefusedAsync(JobRequest request) => await Assert.ThrowsAsync<HubRefusedException>(() => lab.Member.SubmitAsync(request, Stop));

    private static bool IsRunning(string marker)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"sleep\0{marker}", StringComparison.Ordinal))
                    return true;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }

        return false;
    }
}
