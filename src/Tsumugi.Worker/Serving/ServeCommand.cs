using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tsumugi.Torch.Encoders;
using Tsumugi.Torch.Encoders.Layouts;
using Tsumugi.Torch.Native;
using Tsumugi.Worker.Serving.Batching;
using Tsumugi.Worker.Serving.Families;
using TorchSharp;

namespace Tsumugi.Worker.Serving;

/// <summary><c>serve MODEL@REVISION</c>: answers for one revision over a Unix socket that only this user may open.</summary>
internal static class ServeCommand
{
    public const string Usage = "serve MODEL@REVISION FOLDER SOCKET [batch tokens] [wait in ms] [queue tokens]";

    /// <param name="arguments">What <see cref="Usage"/> says.</param>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        if (ServeOrder.Read(arguments) is not { } order)
        {
            await Console.Error.WriteLineAsync($"Usage: Tsumugi.Worker {Usage}");
            return ExitCodes.Usage;
        }

        IServedModel model;
        try
        {
            TorchRuntime.Load(Environment.ProcessorCount);
            model = ServedModels.Load(order.Folder, torch.device("cpu"));
        }
        catch (Exception error) when (error is TorchMissingException or IOException or Formats.InvalidFileException or InvalidDataException or UnknownLayoutException or ParameterMismatchException or JsonException)
        {
            await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
            return ExitCodes.Refused;
        }

        using var queue = new BatchQueue<Ask, IReadOnlyDictionary<string, float[]>>(order.Policy, model.Run);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The hub has looked at the size already.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenUnixSocket(order.Socket);
        });
        await using var app = builder.Build();
        InferRoutes.Map(app, new(order.Name, order.Version, model, queue));
        await app.StartAsync(stop);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(order.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await app.WaitForShutdownAsync(stop);
        return ExitCodes.Done;
    }
}
