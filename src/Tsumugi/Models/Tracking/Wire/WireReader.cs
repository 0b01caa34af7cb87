using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tsumugi.Hub;

namespace Tsumugi.Models.Tracking.Wire;

/// <summary>Reads a request: its body, or for GET its query, and what stands in its path.</summary>
internal static class WireReader
{
    /// <param name="most">Bytes that a body may have.</param>
    public static async Task<Outcome<T>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int most)
    {
        var request = context.Request;
        try
        {
            // Clients put a DELETE's arguments now here, now there.
            var body = HttpMethods.IsGet(request.Method) ? [] : await BodyAsync(request, most, context.RequestAborted);
            if (body is null)
                return TooLarge(most);
            var fromPath = request.RouteValues.Where(value => value.Value is string && value.Key != "rest").ToList();
            if (body.Length > 0 && fromPath.Count == 0)
                return JsonSerializer.Deserialize(body, type) is { } read ? read : Unreadable("null");
            var whole = body.Length > 0 ? JsonNode.Parse(body) as JsonObject ?? [] : Query(request.Query, type);
            foreach (var (name, value) in fromPath)
                whole[name] = (string?)value;
            return whole.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            return Unreadable(error.Path is { Length: > 1 } path ? $"{path}: {error.Message}" : error.Message);
        }
    }

    private static async Task<byte[]?> BodyAsync(HttpRequest request, int most, CancellationToken stop)
    {
        if (request.ContentLength > most)
            return null;
        var sink = new MemoryStream((int)(request.ContentLength ?? 4096));
        var block = new byte[1 << 14];
        while (await request.Body.ReadAsync(block, stop) is var read and > 0)
        {
            if (sink.Length + read > most)
                return null;
            sink.Write(block, 0, read);
        }

        return sink.ToArray();
    }

    private static JsonObject Query<T>(IQueryCollection query, JsonTypeInfo<T> type)
    {
        var whole = new JsonObject();
        foreach (var property in type.Properties)
        {
            if (query.TryGetValue(property.Name, out var values) && values.Count > 0)
                Set(whole, property.Name, property.PropertyType, values);
        }

        return whole;
    }

    private static void Set(JsonObject whole, string name, Type type, StringValues values)
    {
        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
            whole[name] = new JsonArray([.. values.Select(value => (JsonNode?)value)]);
        else if (type == typeof(bool?))
            whole[name] = bool.TryParse(values[^1], out var flag) && flag;
        else
            whole[name] = values[^1];
    }

    private static Refusal TooLarge(int most) => Faults.Invalid(
        new($"要求が {most >> 20} MB を超えています。", $"The request is larger than {most >> 20} MB."),
        new("いくつかに分けて送ってください。", "Send it in several parts."));

    private static Refusal Unreadable(string why) => Faults.Invalid(
        new($"要求を読み取れません：{why}", $"The request cannot be read: {why}"));
}
