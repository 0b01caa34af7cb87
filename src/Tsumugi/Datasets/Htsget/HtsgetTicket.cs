using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Datasets.Htsget;

/// <summary>Where the parts of an answer are fetched; put together in their order they are a file.</summary>
public sealed record HtsgetTicket([property: JsonPropertyName("format")] string Format, [property: JsonPropertyName("urls")] IReadOnlyList<HtsgetUrl> Urls)
{
    public const string Version = "1.3.0";
    public const string ContentType = $"application/vnd.ga4gh.htsget.v{Version}+json; charset=utf-8";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Nothing of this is ever part of a page, and base64 is unreadable with its plus signs escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <param name="Class"><see cref="Header"/> or <see cref="Body"/>; null when parts may hold both.</param>
public sealed record HtsgetUrl(
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("headers")] IReadOnlyDictionary<string, string>? Headers,
    [property: JsonPropertyName("class")] string? Class)
{
    public const string Header = "header";
    public const string Body = "body";
}

internal sealed record HtsgetAnswer([property: JsonPropertyName("htsget")] HtsgetTicket Htsget);

internal sealed record HtsgetErrorAnswer([property: JsonPropertyName("htsget")] HtsgetError Htsget);

internal sealed record HtsgetError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("message")] string Message);
