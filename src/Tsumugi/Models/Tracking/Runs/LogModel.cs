using System.Text.Json;
using System.Text.Json.Nodes;
using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>Notes a model's description in the tag where clients of the 2.x era look for it.</summary>
internal static class LogModel
{
    private const string HistoryTag = "mlflow.log-model.history";

    public static async Task<Outcome<Nothing>> RunAsync(Asked asked, LogModelRequest request)
    {
        var found = await FindRun.ToWriteAsync(asked, request.RunId);
        if (found.Refused)
            return found.Refusal!;
        if (Parsed(request.ModelJson) is not JsonObject model)
            return Faults.Invalid(new("model_json は JSON のオブジェクトではありません。", "model_json is not a JSON object."));
        var tag = await asked.Db.FindAsync<RunTag>([found.Value.Run.Number, HistoryTag], asked.Stop);
        var history = Parsed(tag?.Value) as JsonArray ?? [];
        history.Add(model);
        if (tag is not null)
            tag.Value = history.ToJsonString();
        else
            asked.Db.Add(new RunTag { Run = found.Value.Run.Number, Key = HistoryTag, Value = history.ToJsonString() });
        return await OneWriter.SaveAsync(asked.Db, asked.Stop);
    }

    private static JsonNode? Parsed(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
