using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>Many clients while a name moves to a new revision, and while workers are killed.</summary>
[Collection(nameof(ServedHub))]
public sealed class SwapTests(ServedHub served)
{
    private const int Clients = 8;

    private readonly ConcurrentQueue<string> _failures = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Infer_whileTheMainBranchMoves_neverFailsAndEndsAtTheNewRevision()
    {
        var before = (await served.NewestAsync("lab/dna-encoder")).Hash;
        Assert.Equal(before, await AskAsync("dna-encoder", "dna"));
        using var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => UntilAsync("dna-encoder", "dna", () => ended.IsCancellationRequested)).ToList();
        await served.RunAsync("pretrain-dna", new() { ["genes"] = "dataset:lab/genes" }, "dna-encoder", seed: 2);
        var after = (await served.NewestAsync("lab/dna-encoder")).Hash;
        while (await AskAsync("dna-encoder", "dna") != after)
            await Task.Delay(50, Stop);
        await ended.CancelAsync();
        var seen = await Task.WhenAll(clients);
        Assert.Empty(_failures);
        Assert.NotEqual(before, after);
        Assert.All(seen, versions => Assert.Equal(versions.Order(Comparer<string>.Create((one, other) => (one == after).CompareTo(other == after))), versions));
        Assert.All(seen.SelectMany(versions => versions), version => Assert.Contains(version, new[] { before, after }));
        while (served.Servers.Running.Any(worker => worker.Node.EndsWith(before, StringComparison.Ordinal)))
            await Task.Delay(50, Stop);
        Assert.Equal(before, await AskAsync("dna-encoder/versions/" + before, "dna"));
    }

    [Fact]
    public async Task Infer_whileItsWorkerIsKilled_neverFails()
    {
        var node = (await served.NewestAsync("lab/text-encoder")).Node.ToString();
        await AskAsync("text-encoder", "text");

        // Every request ends before the next worker is killed: one under which two die is refused, as it may be what kills them.
        for (var killed = 0; killed < 2; killed++)
        {
            using var ended = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(_ => UntilAsync("text-encoder", "text", () => ended.IsCancellationRequested)).ToList();
            var id = served.Servers.Running.Single(worker => worker.Node == node).ProcessId;
            Process.GetProcessById(id).Kill();
            while (!served.Servers.Running.Any(worker => worker.Node == node && worker.ProcessId != id))
                await Task.Delay(20, Stop);
            await AskAsync("text-encoder", "text");
            await ended.CancelAsync();
            Assert.All(await Task.WhenAll(clients), versions => Assert.NotEmpty(versions));
        }

        Assert.Empty(_failures);
    }

    private async Task<List<string>> UntilAsync(string model, string view, Func<bool> ended)
    {
        var versions = new List<string>();
        do
        {
            if (await AskAsync(model, view) is { } version)
                versions.Add(version);
        }
        while (!ended());
        return versions;
    }

    /// <returns>The version that answered; null when it failed.</returns>
    private async Task<string?> AskAsync(string model, string view)
    {
        var body = new { inputs = new[] { new { name = view, shape = new[] { 1 }, datatype = "BYTES", data = new[] { view == "dna" ? "ATGAAAACC" : "words" } } } };
        using var answer = await served.Member.PostAsJsonAsync($"/v2/models/lab/{model}/infer", body, Stop);
        if (answer.StatusCode == HttpStatusCode.OK)
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("model_version").GetString();
        _failures.Enqueue($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Stop)}");
        return null;
    }
}
