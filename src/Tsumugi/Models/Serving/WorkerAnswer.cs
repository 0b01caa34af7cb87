using System.Globalization;
using Tsumugi.Client.Inference;

namespace Tsumugi.Models.Serving;

/// <summary>What a serving worker answered, held whole: only then is it known that it answered.</summary>
public sealed record WorkerAnswer
{
    public required int Status { get; init; }

    public required byte[] Body { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes of the JSON when binary data follow it.</summary>
    public required long? HeaderLength { get; init; }

    public required int? RetryAfter { get; init; }

    public required int Items { get; init; }

    public required long Tokens { get; init; }

    public bool Answered => Status == 200;

    internal static async Task<WorkerAnswer> ReadAsync(HttpResponseMessage response, CancellationToken stop) => new()
    {
        Status = (int)response.StatusCode,
        Body = await response.Content.ReadAsByteArrayAsync(stop),
        ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/json",
        HeaderLength = Number(response, InferBody.LengthHeader),
        RetryAfter = (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds,
        Items = (int)(Number(response, ServedAddress.ItemsHeader) ?? 0),
        Tokens = Number(response, ServedAddress.TokensHeader) ?? 0,
    };

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : null;
}
