using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Inference;
using Tsumugi.Worker.Serving.Batching;

namespace Tsumugi.Worker.Serving;

/// <summary>The worker's side of the Open Inference Protocol: one model, asked by one hub.</summary>
internal static partial class InferRoutes
{
    public static void Map(IEndpointRouteBuilder routes, InferService service)
    {
        routes.MapGet(ServedAddress.Ready, () => TypedResults.Ok());
        routes.MapGet(ServedAddress.Metadata, () => TypedResults.Json(service.Metadata, InferenceJson.Default.ModelMetadata));
        routes.MapPost(ServedAddress.Infer, (HttpContext context, ILoggerFactory logs) => InferAsync(context, service, logs.CreateLogger(nameof(InferRoutes))));
    }

    private static async Task InferAsync(HttpContext context, InferService service, ILogger log)
    {
        var response = context.Response;
        try
        {
            var request = InferRequest.Read(await ReadAsync(context), HeaderLength(context));
            var (body, cost) = await service.RunAsync(request, context.Request.Headers[ServedAddress.LaneHeader].ToString(), context.RequestAborted);
            response.ContentType = body.ContentType;
            response.ContentLength = body.Bytes.Length;
            response.Headers[ServedAddress.ItemsHeader] = cost.Items.ToString(CultureInfo.InvariantCulture);
            response.Headers[ServedAddress.TokensHeader] = cost.Tokens.ToString(CultureInfo.InvariantCulture);
            if (body.HeaderLength is { } length)
                response.Headers[InferBody.LengthHeader] = length.ToString(CultureInfo.InvariantCulture);
            await response.Body.WriteAsync(body.Bytes, context.RequestAborted);
        }
        catch (InvalidInferenceException error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (TooLargeException error)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, error.Message);
        }
        catch (QueueFullException error)
        {
            response.Headers.RetryAfter = error.RetryAfter.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, error.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception error) when (!response.HasStarted)
        {
            Failed(log, error);
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, $"The model failed: {error.Message.Split('\n')[0]}");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static long? HeaderLength(HttpContext context)
    {
        if (context.Request.Headers[InferBody.LengthHeader] is not [{ } text, ..])
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new InvalidInferenceException($"{InferBody.LengthHeader} is '{text}', which is no number of bytes.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new InferError(message), InferenceJson.Default.InferError, cancellationToken: context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch failed.")]
    private static partial void Failed(ILogger log, Exception error);
}
