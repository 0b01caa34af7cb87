using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Client;

/// <summary>The hub understood the request and refused it; the message says why and how to mend it.</summary>
public sealed class HubRefusedException(HttpStatusCode status, HubProblem problem) : Exception(problem.Text)
{
    public HttpStatusCode Status => status;

    public HubProblem Problem => problem;
}

/// <summary>Problem details (RFC 9457) as the hub writes them.</summary>
public sealed record HubProblem
{
    public string? Code { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    public string? Remedy { get; init; }

    public string? TraceId { get; init; }

    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>Everything a person needs, over several lines.</summary>
    [JsonIgnore]
    public string Text => string.Join('\n', [
        Detail ?? Title ?? "The hub gave no reason.",
        .. Errors.SelectMany(entry => entry.Value.Select(reason => $"  {entry.Key}: {reason}")),
        .. Remedy is null ? Array.Empty<string>() : [Remedy],
    ]);

    /// <returns>What the body says; when it is no problem details, what it begins with.</returns>
    public static HubProblem Read(string body, HttpStatusCode status)
    {
        try
        {
            if (JsonSerializer.Deserialize<HubProblem>(body, JsonSerializerOptions.Web) is { } problem)
                return problem;
        }
        catch (JsonException)
        {
            // Not from the hub itself: a proxy in between, for example.
        }

        return new() { Detail = $"HTTP {(int)status}: {body[..Math.Min(body.Length, 300)]}" };
    }
}
