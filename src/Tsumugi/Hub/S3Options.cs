using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>A bucket of an S3-compatible object store.</summary>
public sealed record S3Options
{
    private const string Prefixed = "TSUMUGI_S3_";

    /// <summary>For example <c>https://s3.example.org</c>.</summary>
    public required Uri Endpoint { get; init; }

    public required string Bucket { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>What the names of the hub's objects begin with, when others use the bucket as well.</summary>
    public string Prefix { get; init; } = "";

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    /// <summary>Reads <c>TSUMUGI_S3_ENDPOINT</c>, <c>_BUCKET</c>, <c>_REGION</c>, <c>_PREFIX</c>, <c>_ACCESS_KEY</c> and <c>_SECRET_KEY</c>; the last two also from the files that <c>…_FILE</c> names.</summary>
    /// <returns>Null when no bucket is named: the hub then keeps files in its state folder.</returns>
    /// <exception cref="StateFolderException">When something is missing or cannot be read.</exception>
    public static S3Options? Read(Func<string, string?> variable)
    {
        if (Value(variable, "BUCKET") is not { } bucket)
            return null;
        var (endpoint, access, secret) = (Value(variable, "ENDPOINT"), Value(variable, "ACCESS_KEY"), Value(variable, "SECRET_KEY"));
        var missing = new[] { ("ENDPOINT", endpoint), ("ACCESS_KEY", access), ("SECRET_KEY", secret) }
            .Where(one => one.Item2 is null).Select(one => Prefixed + one.Item1).ToList();
        if (missing.Count > 0)
            throw Fault(new($"{string.Join("、", missing)} が設定されていません。", $"{string.Join(", ", missing)} is not set."));
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Fault(new($"{Prefixed}ENDPOINT は http か https の URL にしてください。", $"{Prefixed}ENDPOINT must be an http or https address."));
        return new()
        {
            Endpoint = address,
            Bucket = bucket,
            Region = Value(variable, "REGION") ?? "us-east-1",
            Prefix = Value(variable, "PREFIX") ?? "",
            AccessKey = access!,
            SecretKey = secret!,
        };
    }

    /// <summary>Says where, never with what: this text may reach a log.</summary>
    public override string ToString() => $"{Endpoint} {Bucket}/{Prefix}";

    private static string? Value(Func<string, string?> variable, string name)
    {
        if (variable(Prefixed + name) is { Length: > 0 } value)
            return value;
        if (variable($"{Prefixed}{name}_FILE") is not { Length: > 0 } path)
            return null;
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fault(new($"{Prefixed}{name}_FILE が指すファイルを読めません。", $"The file that {Prefixed}{name}_FILE names cannot be read."));
        }
    }

    private static StateFolderException Fault(Words reason) => new(new($"オブジェクトストアの設定：{reason.Ja}", $"Object store settings: {reason.En}"));
}
