using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tsumugi.Hub.Content;

namespace Tsumugi.Federation.Wire;

/// <summary>Answers with a round's file: every site of the round asks for the same one, so that it lies in the system's memory, and goes from there straight into the response's own.</summary>
internal sealed class RoundFileResult(string path) : IResult
{
    private const int BlockBytes = 1 << 16;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, stop) = (httpContext.Response, httpContext.RequestAborted);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        (response.ContentType, response.ContentLength) = (MediaTypeNames.Application.Octet, length);
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        StalledReaders.LetGo(httpContext);
        for (var at = 0L; at < length;)
        {
            var block = response.BodyWriter.GetMemory(BlockBytes).Span;
            var read = RandomAccess.Read(file, block[..(int)Math.Min(block.Length, length - at)], at);
            if (read == 0)
                throw new EndOfStreamException($"{Path.GetFileName(path)} has become shorter while it was sent.");
            response.BodyWriter.Advance(read);
            at += read;
            if ((await response.BodyWriter.FlushAsync(stop)).IsCompleted)
                return;
        }
    }
}
