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

    /// <summary>Reads <c>TSUMUGI_S3_ENDPOINT</c>, <c>_BUCKET</c>, <c>_REGION</c>, <c>_PREFIX</c>, <c>_ACCESS_KEY</c> and <c>_SECRET_KEY</c>, each also from the file that <c>…_FILE</c> names.</summary>
    /// <returns>Null when no bucket is named: the hub then keeps files in its state folder.</returns>
    /// <exception cref="StateFolderException">When something is missing or cannot be read.</exception>
    public static S3Options? Read(Func<string, string?> variable)
    {
        var settings = new SecretSettings(Prefixed, new("オブジェクトストア", "Object store"), variable);
        if (settings.Find("BUCKET") is not { } bucket)
            return null;
        var (endpoint, access, secret) = (settings.Need("ENDPOINT"), settings.Need("ACCESS_KEY"), settings.Need("SECRET_KEY"));
        settings.RefuseMissing();
        return new()
        {
            Endpoint = settings.Address("ENDPOINT", endpoint),
            Bucket = bucket,
            Region = settings.Find("REGION") ?? "us-east-1",
            Prefix = settings.Find("PREFIX") ?? "",
            AccessKey = access,
            SecretKey = secret,
        };
    }

    /// <summary>Says where, never with what: this text may reach a log.</summary>
    public override string ToString() => $"{Endpoint} {Bucket}/{Prefix}";
}
