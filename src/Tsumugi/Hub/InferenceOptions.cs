using System.Globalization;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>What serving models may take of the machine, and what one person may ask of it.</summary>
public sealed record InferenceOptions
{
    private const string Prefixed = "TSUMUGI_INFERENCE_";

    /// <summary>Revisions served at a time, each by a process of its own.</summary>
    public int Models { get; init; } = 8;

    /// <summary>After this long without a request a worker ends.</summary>
    public int IdleMinutes { get; init; } = 15;

    /// <summary>Requests of one person that may be under way at a time.</summary>
    public int PerPerson { get; init; } = 16;

    /// <summary>Bytes of one request.</summary>
    public int RequestBytes { get; init; } = 8 << 20;

    /// <summary>Tokens computed together.</summary>
    public int BatchTokens { get; init; } = 16_384;

    /// <summary>How long a request waits for others to fill its batch.</summary>
    public int BatchWaitMilliseconds { get; init; } = 5;

    /// <summary>Tokens that may wait for one model; more are refused for the moment.</summary>
    public int QueueTokens { get; init; } = 262_144;

    /// <summary>Reads <c>TSUMUGI_INFERENCE_MODELS</c>, <c>_IDLE_MINUTES</c>, <c>_PER_PERSON</c>, <c>_REQUEST_BYTES</c>, <c>_BATCH_TOKENS</c>, <c>_BATCH_WAIT_MS</c> and <c>_QUEUE_TOKENS</c>.</summary>
    /// <exception cref="StateFolderException">When one of them is no number in its range.</exception>
    public static InferenceOptions Read(Func<string, string?> variable)
    {
        var plain = new InferenceOptions();
        int Number(string name, int otherwise, int least) => variable(Prefixed + name) switch
        {
            null or "" => otherwise,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least => number,
            var text => throw new StateFolderException(new(
                $"{Prefixed}{name} は {least} 以上の整数にしてください（現在は「{text}」）。", $"{Prefixed}{name} must be a whole number of at least {least}, not '{text}'.")),
        };
        return new()
        {
            Models = Number("MODELS", plain.Models, 1),
            IdleMinutes = Number("IDLE_MINUTES", plain.IdleMinutes, 1),
            PerPerson = Number("PER_PERSON", plain.PerPerson, 1),
            RequestBytes = Number("REQUEST_BYTES", plain.RequestBytes, 1024),
            BatchTokens = Number("BATCH_TOKENS", plain.BatchTokens, 1),
            BatchWaitMilliseconds = Number("BATCH_WAIT_MS", plain.BatchWaitMilliseconds, 0),
            QueueTokens = Number("QUEUE_TOKENS", plain.QueueTokens, 1),
        };
    }
}
