using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tsumugi.Formats.Xet;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Web;

namespace Tsumugi.Datasets.HuggingFace.Xet;

/// <summary>Bytes of a xorb as it lies in the store, by an address that permits just these.</summary>
internal static class XorbBytes
{
    private const int BlockBytes = 1 << 18;

    public static async Task<IResult> GetAsync(HttpContext http, Permits permits, IXorbFiles files, string permit, CancellationToken stop)
    {
        if (permits.Read<XorbPermit>(permit) is not { } allowed)
            return Permits.Ended.ToProblem();
        var (start, end) = (allowed.Start, allowed.End);
        var response = http.Response;
        if (http.Request.GetTypedHeaders().Range is { Ranges: { Count: 1 } ranges })
        {
            (start, end) = (ranges.First().From ?? -1, (ranges.First().To ?? (allowed.End - 1)) + 1);
            if (start < allowed.Start || end > allowed.End || start >= end)
                return Permits.Ended.ToProblem();
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{end - 1}/*");
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = end - start;
        StalledReaders.LetGo(http);
        using var file = await files.OpenAsync(XetHash.Parse(allowed.Xorb), stop);
        for (var at = start; at < end;)
        {
            var block = response.BodyWriter.GetMemory(BlockBytes);
            var length = (int)Math.Min(block.Length, end - at);
            await file.ReadAsync([block[..length]], at, stop);
            response.BodyWriter.Advance(length);
            at += length;
            if ((await response.BodyWriter.FlushAsync(stop)).IsCompleted)
                break;
        }

        return TypedResults.Empty;
    }
}
