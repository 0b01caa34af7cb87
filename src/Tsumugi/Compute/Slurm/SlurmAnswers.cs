using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tsumugi.Compute.Slurm;

// What the hub reads of slurmrestd's answers (OpenAPI v0.0.38 to v0.0.40); everything else is skipped.

/// <summary>A number as Slurm writes it: plain, or since v0.0.39 as <c>{"set":true,"infinite":false,"number":5}</c>.</summary>
[JsonConverter(typeof(SlurmNumberConverter))]
internal readonly record struct SlurmNumber(long? Value);

internal sealed class SlurmNumberConverter : JsonConverter<SlurmNumber>
{
    public override SlurmNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return new(reader.TryGetInt64(out var plain) ? plain : (long)reader.GetDouble());
            case JsonTokenType.StartObject:
                using (var document = JsonDocument.ParseValue(ref reader))
                {
                    var fields = document.RootElement;
                    var isSet = fields.TryGetProperty("set", out var set) && set.ValueKind == JsonValueKind.True;
                    var isInfinite = fields.TryGetProperty("infinite", out var infinite) && infinite.ValueKind == JsonValueKind.True;
                    return new(isSet && !isInfinite && fields.TryGetProperty("number", out var number) && number.TryGetInt64(out var value) ? value : null);
                }

            default:
                reader.Skip();
                return default;
        }
    }

    public override void Write(Utf8JsonWriter writer, SlurmNumber value, JsonSerializerOptions options) => throw new NotSupportedException("Only read.");
}

/// <summary>A word, or since v0.0.39 a list whose first one counts.</summary>
[JsonConverter(typeof(SlurmWordConverter))]
internal readonly record struct SlurmWord(string? Value);

internal sealed class SlurmWordConverter : JsonConverter<SlurmWord>
{
    public override SlurmWord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new(reader.GetString());
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        string? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                first ??= reader.GetString();
            else
                reader.Skip();
        }

        return new(first);
    }

    public override void Write(Utf8JsonWriter writer, SlurmWord value, JsonSerializerOptions options) => throw new NotSupportedException("Only read.");
}

internal sealed record SlurmError
{
    public string? Error { get; init; }

    public string? Description { get; init; }

    [JsonPropertyName("error_number")]
    public int? Number { get; init; }

    /// <summary>Submissions call it so.</summary>
    [JsonPropertyName("error_code")]
    public int? Code { get; init; }

    public int Best => Number ?? Code ?? 0;

    public string Text => string.Join(": ", new[] { Description, Error }.Where(text => !string.IsNullOrEmpty(text)).Distinct());
}

internal interface ISlurmAnswer
{
    IReadOnlyList<SlurmError>? Errors { get; }
}

internal sealed record SubmitAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    [JsonPropertyName("job_id")]
    public long? JobId { get; init; }
}

internal sealed record PlainAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }
}

internal sealed record JobsAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmJob>? Jobs { get; init; }
}

/// <summary>A job as the controller has it.</summary>
internal sealed record SlurmJob
{
    [JsonPropertyName("job_id")]
    public long JobId { get; init; }

    public string? Name { get; init; }

    public string? Comment { get; init; }

    [JsonPropertyName("user_name")]
    public string? User { get; init; }

    [JsonPropertyName("job_state")]
    public SlurmWord State { get; init; }

    [JsonPropertyName("state_reason")]
    public string? Reason { get; init; }

    /// <summary>As <c>wait(2)</c> tells it: the code times 256, or the signal.</summary>
    [JsonPropertyName("exit_code")]
    public JsonElement ExitCode { get; init; }

    public string? Nodes { get; init; }

    public SlurmNumber Cpus { get; init; }

    /// <summary>Minutes.</summary>
    [JsonPropertyName("time_limit")]
    public SlurmNumber TimeLimit { get; init; }

    [JsonPropertyName("restart_cnt")]
    public SlurmNumber Restarts { get; init; }
}

internal sealed record PartitionsAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmPartition>? Partitions { get; init; }
}

internal sealed record SlurmPartition
{
    public string? Name { get; init; }

    /// <summary>Minutes; v0.0.38 only.</summary>
    [JsonPropertyName("max_time_limit")]
    public SlurmNumber MostMinutes { get; init; }
}

internal sealed record NodesAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<SlurmNode>? Nodes { get; init; }
}

internal sealed record SlurmNode
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Partitions { get; init; }

    public int Cpus { get; init; }

    /// <summary>MiB.</summary>
    [JsonPropertyName("real_memory")]
    public long Memory { get; init; }

    /// <summary>For example <c>gpu:a100:4</c>.</summary>
    public string? Gres { get; init; }
}

internal sealed record AccountingAnswer : ISlurmAnswer
{
    public IReadOnlyList<SlurmError>? Errors { get; init; }

    public IReadOnlyList<AccountedJob>? Jobs { get; init; }
}

/// <summary>One run of a job as accounting has it; a job that was put back has several.</summary>
internal sealed record AccountedJob
{
    [JsonPropertyName("job_id")]
    public long JobId { get; init; }

    public string? Name { get; init; }

    public AccountedComment? Comment { get; init; }

    public string? Partition { get; init; }

    public string? Nodes { get; init; }

    public AccountedTimes? Time { get; init; }

    public AccountedState? State { get; init; }

    public AccountedTres? Tres { get; init; }

    public IReadOnlyList<AccountedStep>? Steps { get; init; }
}

/// <summary>Kept only with <c>AccountingStoreFlags=job_comment</c>.</summary>
internal sealed record AccountedComment
{
    public string? Job { get; init; }
}

/// <summary>Unix seconds and seconds.</summary>
internal sealed record AccountedTimes
{
    public long Submission { get; init; }

    public long Start { get; init; }

    public long End { get; init; }

    public long Elapsed { get; init; }

    /// <summary>Walltime in minutes.</summary>
    public SlurmNumber Limit { get; init; }

    public AccountedCpu? Total { get; init; }
}

internal sealed record AccountedCpu
{
    public long Seconds { get; init; }

    public long Microseconds { get; init; }
}

internal sealed record AccountedState
{
    public SlurmWord Current { get; init; }

    public string? Reason { get; init; }
}

internal sealed record AccountedTres
{
    public IReadOnlyList<AccountedAmount>? Allocated { get; init; }

    public IReadOnlyList<AccountedAmount>? Requested { get; init; }
}

internal sealed record AccountedAmount
{
    public string? Type { get; init; }

    public string? Name { get; init; }

    public long? Count { get; init; }
}

internal sealed record AccountedStep
{
    public AccountedStepTimes? Time { get; init; }
}

internal sealed record AccountedStepTimes
{
    public AccountedCpu? Total { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SubmitAnswer))]
[JsonSerializable(typeof(PlainAnswer))]
[JsonSerializable(typeof(JobsAnswer))]
[JsonSerializable(typeof(PartitionsAnswer))]
[JsonSerializable(typeof(NodesAnswer))]
[JsonSerializable(typeof(AccountingAnswer))]
[JsonSerializable(typeof(SlurmSubmission))]
internal sealed partial class SlurmJson : JsonSerializerContext;
