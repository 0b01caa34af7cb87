using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Formats.Fasta;
using Tsumugi.Hub.Content;

namespace Tsumugi.Datasets.Refget;

/// <summary>Answers with letters of a sequence, straight from its file; nothing grows with their number.</summary>
internal sealed class SequenceResult(FoundSequence found, SequenceRange range) : IResult
{
    public const string ContentType = "text/vnd.ga4gh.refget.v2.0.0+plain; charset=us-ascii";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, sequence, stop) = (httpContext.Response, found.Sequence, httpContext.RequestAborted);
        (long Start, long End)[] parts = range.Start > range.End ? [(range.Start, sequence.Length), (0, range.End)] : [(range.Start, range.End)];
        response.ContentType = ContentType;
        response.ContentLength = parts.Sum(part => part.End - part.Start);
        response.Headers.AcceptRanges = range.Query ? "none" : "bytes";
        if (range.Header)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.End - 1}/{sequence.Length}");
        }

        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        var store = httpContext.RequestServices.GetRequiredService<ContentStore>();
        foreach (var (start, end) in parts)
        {
            await using var stored = store.Open(found.Content);
            await using var letters = SequenceDigests.Expanded(stored, sequence.Name);
            await SequenceLetters.CopyAsync(letters, Place, start, end, response.Body, stop);
        }
    }

    private DigestedSequence Place => new()
    {
        Name = found.Sequence.Name,
        IsCircular = found.Sequence.IsCircular,
        Length = found.Sequence.Length,
        Md5 = found.Sequence.Md5,
        Ga4gh = found.Sequence.Ga4gh,
        Offset = found.Sequence.Offset,
        LineLetters = found.Sequence.LineLetters,
        LineBytes = found.Sequence.LineBytes,
    };
}
