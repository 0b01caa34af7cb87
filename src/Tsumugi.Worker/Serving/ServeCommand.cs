using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Client.Jobs;
using Tsumugi.Torch.Alignment;
using Tsumugi.Torch.Native;
using Tsumugi.Torch.Tokens;
using TorchSharp;

namespace Tsumugi.Worker.Serving;

/// <summary><c>serve</c>: answers for one connected model over a Unix socket that only this user may open.</summary>
internal static class ServeCommand
{
    private const int MostItems = 256;

    public static async Task<int> RunAsync(string folder, string socket, CancellationToken stop)
    {
        SharedSpace space;
        try
        {
            TorchRuntime.Load(Environment.ProcessorCount);
            space = SharedSpace.Load(folder);
        }
        catch (Exception error) when (error is TorchMissingException or IOException or Torch.Encoders.ParameterMismatchException)
        {
            await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
            return ExitCodes.Refused;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, JobJson.Default));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        await using var app = builder.Build();
        var device = torch.device("cpu");
        var one = new SemaphoreSlim(1);
        app.MapGet("/health", () => TypedResults.Ok());
        app.MapGet("/model", () => TypedResults.Json(space.Config, SharedSpaceConfig.Json));
        app.MapPost("/embed", async (EmbedRequest request, CancellationToken cancelled) =>
        {
            await one.WaitAsync(cancelled);
            try
            {
                return Embed(space, request, device);
            }
            finally
            {
                one.Release();
            }
        });
        await app.StartAsync(stop);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await app.WaitForShutdownAsync(stop);
        return ExitCodes.Done;
    }

    private static IResult Embed(SharedSpace space, EmbedRequest request, torch.Device device)
    {
        if (space.Config.Encoders.All(encoder => encoder.View != request.View))
            return Refuse($"This model has no view '{request.View}'; it has {string.Join(", ", space.Config.Encoders.Select(encoder => encoder.View))}.");
        if (request.Items.Count is 0 or > MostItems)
            return Refuse($"Send 1 to {MostItems} items, not {request.Items.Count}.");
        if (request.View == "dna" && request.Items.FirstOrDefault(item => item.Length % 3 != 0) is { } odd)
            return Refuse($"The DNA has {odd.Length} bases, which is no multiple of three; give a coding sequence in frame, from its first codon on.");
        try
        {
            var vectors = space.Embed(request.View, request.Items, device);
            var width = space.Config.Width;
            return TypedResults.Ok(new EmbedResponse { Width = width, Vectors = [.. vectors.Chunk(width)] });
        }
        catch (UnreadableItemException error)
        {
            return Refuse(error.Message);
        }
    }

    private static ProblemHttpResult Refuse(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}
