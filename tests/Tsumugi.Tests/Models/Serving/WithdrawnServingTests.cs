using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Tsumugi.Client.Ethics;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>A model that came of withdrawn data answers nobody, and its process is gone.</summary>
[Collection(nameof(ServedHub))]
public sealed class WithdrawnServingTests(ServedHub served)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_of_a_served_model_ends_when_its_data_are_withdrawn()
    {
        await served.AddGenesAsync("leaving", 7);
        await served.RunAsync("pretrain-dna", new() { ["genes"] = "dataset:lab/leaving" }, "leaving-encoder");
        var (leaving, staying) = ((await served.NewestAsync("lab/leaving-encoder")).Node.ToString(), (await served.NewestAsync("lab/text-encoder")).Node.ToString());
        Assert.Equal(HttpStatusCode.OK, await AskAsync("leaving-encoder", "dna"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("text-encoder", "text"));
        using var process = Process.GetProcessById(served.Servers.Running.Single(worker => worker.Node == leaving).ProcessId);

        using var boss = served.Hub.Client(await served.Hub.TokenAsync("boss"));
        using var withdrawn = await boss.PostAsJsonAsync("/api/v1/datasets/lab/leaving/withdrawals", new WithdrawalRequest("asked for", true, []), Stop);
        Assert.True(withdrawn.IsSuccessStatusCode, await withdrawn.Content.ReadAsStringAsync(Stop));
        await process.WaitForExitAsync(Stop);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("leaving-encoder", "dna"));
        Assert.DoesNotContain(served.Servers.Running, worker => worker.Node == leaving);
        Assert.Contains(served.Servers.Running, worker => worker.Node == staying);
        Assert.Equal(HttpStatusCode.OK, await AskAsync("text-encoder", "text"));
    }

    private async Task<HttpStatusCode> AskAsync(string model, string view)
    {
        var body = new { inputs = new[] { new { name = view, shape = new[] { 1 }, datatype = "BYTES", data = new[] { view == "dna" ? "ATGAAAACC" : "words" } } } };
        using var answer = await served.Member.PostAsJsonAsync($"/v2/models/lab/{model}/infer", body, Stop);
        return answer.StatusCode;
    }
}
