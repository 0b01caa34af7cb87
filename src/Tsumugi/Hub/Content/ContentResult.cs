using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Tsumugi.Hub.Content;

/// <summary>Answers with a content, whole or from any byte on; to HEAD with its head only.</summary>
/// <remarks>The bytes go from the store straight into the response's own memory; nothing grows with their number.</remarks>
public sealed class ContentResult(ContentRow content) : IResult
{
    private const int BlockBytes = 1 << 18;

    public string? FileName { get; init; }

    public string ContentType { get; init; } = MediaTypeNames.Application.Octet;

    /// <summary>Without quotation marks; the SHA-256 when null.</summary>
    public string? EntityTag { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response, stop) = (httpContext.Request, httpContext.Response, httpContext.RequestAborted);
        var tag = new EntityTagHeaderValue($"\"{EntityTag ?? content.Sha256}\"");
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag.ToString();
        if (FileName is { } name)
        {
            var disposition = new ContentDispositionHeaderValue(DispositionTypeNames.Attachment);
            disposition.SetHttpFileName(name);
            response.Headers.ContentDisposition = disposition.ToString();
        }

        var headers = request.GetTypedHeaders();
        if (headers.IfNoneMatch is { Count: > 0 } known && known.Any(one => one.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (start, end) = (0L, content.Size);
        if (Ranged(headers, tag) is { } range)
        {
            if (Within(range) is not { } found)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{content.Size}");
                return;
            }

            (start, end) = found;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{end - 1}/{content.Size}");
        }

        response.ContentType = ContentType;
        response.ContentLength = end - start;
        if (HttpMethods.IsHead(request.Method))
            return;
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        StalledReaders.LetGo(httpContext);
        await using var stream = httpContext.RequestServices.GetRequiredService<ContentStore>().Open(content);
        stream.Position = start;
        await SendAsync(stream, response, end - start, stop);
    }

    // Several ranges at once are answered with the whole, which the standard allows; so is any range of nothing.
    private RangeItemHeaderValue? Ranged(Microsoft.AspNetCore.Http.Headers.RequestHeaders headers, EntityTagHeaderValue tag) =>
        content.Size > 0 && headers.Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges }
        && (headers.IfRange is null || headers.IfRange.EntityTag?.Compare(tag, useStrongComparison: true) == true)
            ? ranges.First()
            : null;

    private (long Start, long End)? Within(RangeItemHeaderValue range) => range switch
    {
        { From: { } from } when from < content.Size => (from, Math.Min(range.To ?? long.MaxValue - 1, content.Size - 1) + 1),
        { From: null, To: > 0 and var last } => (Math.Max(0, content.Size - last), content.Size),
        _ => null,
    };

    private static async Task SendAsync(ContentStream stream, HttpResponse response, long left, CancellationToken stop)
    {
        while (left > 0)
        {
            var block = response.BodyWriter.GetMemory(BlockBytes);
            var read = await stream.ReadAsync(block[..(int)Math.Min(block.Length, left)], stop);
            response.BodyWriter.Advance(read);
            left -= read;
            if ((await response.BodyWriter.FlushAsync(stop)).IsCompleted || read == 0)
                return;
        }
    }
}
