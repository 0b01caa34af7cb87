using System.Text.Json;
using Tsumugi.Client.Inference;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Institutions;

namespace Tsumugi.Models.Serving;

/// <summary>Asks a model for named tensors, for use cases of the hub itself.</summary>
public static class AskModel
{
    /// <param name="view">The input: <c>dna</c>, <c>protein</c>, <c>text</c>.</param>
    /// <param name="outputs">What of it is wanted, for example <c>embedding</c>.</param>
    public static async Task<Outcome<(InferResponse Response, WorkerAnswer Cost)>> RunAsync(
        ModelServers servers, Revision revision, string view, IReadOnlyList<string> items, IEnumerable<string> outputs, Caller caller, CancellationToken stop)
    {
        var request = new InferRequest
        {
            Inputs = [Tensor.OfTexts(view, items)],
            Outputs = [.. outputs.Select(output => new WantedOutput($"{view}.{output}"))],
            BinaryOutput = true,
        };
        var answer = await servers.InferAsync(revision, request.Write(), caller.PersonId!, stop);
        if (answer.Refused)
            return answer.Refusal!;
        return answer.Value.Answered ? (InferResponse.Read(answer.Value.Body, answer.Value.HeaderLength), answer.Value) : Refused(answer.Value);
    }

    /// <returns>A vector for each item.</returns>
    public static async Task<Outcome<float[][]>> EmbedAsync(
        ModelServers servers, Revision revision, string view, IReadOnlyList<string> items, Caller caller, CancellationToken stop)
    {
        var answer = await RunAsync(servers, revision, view, items, ["embedding"], caller, stop);
        return answer.Then<float[][]>(given => Rows(given.Response[$"{view}.embedding"]));
    }

    /// <param name="tensor">[rows, width]</param>
    public static float[][] Rows(Tensor tensor) => [.. tensor.ToFloats().Chunk((int)tensor.Shape[1])];

    private static Refusal Refused(WorkerAnswer answer) => new(
        answer.Status switch { 429 => "model-busy", 413 => "request-too-large", < 500 => "bad-query", _ => "model-failed" },
        answer.Status,
        Words.Same(JsonSerializer.Deserialize(answer.Body, InferenceJson.Default.InferError)!.Error),
        answer.Status == 429
            ? new("少し待って、もう一度試してください。", "Wait a little and try again.")
            : new("入力と種類（DNA・タンパク質・文章）を確かめてください。", "Check the query and its view (DNA, protein or text)."))
    { RetryAfter = answer.RetryAfter };
}
