namespace Tsumugi.Client.Federation;

/// <summary>What the hub asks of a site; comes as a signed token, and is done only if the site's own policy lets it be.</summary>
public sealed record SiteTask
{
    public const string Train = "train";
    public const string Keys = "keys";
    public const string Shares = "shares";
    public const string Reveal = "reveal";

    public required string Id { get; init; }

    /// <summary>This handing-out of the task; another one makes it worthless.</summary>
    public required string Lease { get; init; }

    public required string Training { get; init; }

    /// <summary>From 1.</summary>
    public required int Round { get; init; }

    public required int Rounds { get; init; }

    public required string Kind { get; init; }

    /// <summary>Name of the site's dataset.</summary>
    public required string Dataset { get; init; }

    public required string RecipeName { get; init; }

    /// <summary>The whole recipe as JSON.</summary>
    public required string Recipe { get; init; }

    public required long Seed { get; init; }

    public required RoundMethodSettings Method { get; init; }

    /// <summary>Null where no noise is asked for.</summary>
    public NoiseSettings? Privacy { get; init; }

    /// <summary>Files of the round's model: path → SHA-256; also <c>control.safetensors</c> under control variates.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Null where updates are not masked.</summary>
    public MaskedRound? Masked { get; init; }

    /// <summary>After this nobody waits for the result.</summary>
    public required DateTime Until { get; init; }
}

/// <summary>Noise in a site's training.</summary>
/// <param name="ClipNorm">Each example's gradient is shortened to this norm.</param>
/// <param name="NoiseMultiplier">Noise over clipping norm.</param>
/// <param name="SampleRate">With which probability each example is in a step.</param>
public sealed record NoiseSettings(double ClipNorm, double NoiseMultiplier, double SampleRate);

/// <summary>What a site must know of the others in a masked round; each step knows more than the one before.</summary>
public sealed record MaskedRound
{
    public required int Threshold { get; init; }

    /// <summary>Public keys of the sites: all that sent keys (for <c>shares</c>), then those whose shares came.</summary>
    public IReadOnlyList<SiteKeys> Sites { get; init; } = [];

    /// <summary>Shares sealed for this site.</summary>
    public IReadOnlyList<SealedFor> Shares { get; init; } = [];

    /// <summary>Sites whose masked updates came.</summary>
    public IReadOnlyList<string> Sent { get; init; } = [];
}

/// <summary>Public keys of one round, SubjectPublicKeyInfo in base64.</summary>
public sealed record SiteKeys(string Site, string Sealing, string Masking);

/// <param name="Bytes">Base64.</param>
public sealed record SealedFor(string From, string To, string Bytes);

/// <param name="OfSeeds">Site → share, base64.</param>
/// <param name="OfKeys">Site → share, base64.</param>
public sealed record RevealedView(string From, IReadOnlyDictionary<string, string> OfSeeds, IReadOnlyDictionary<string, string> OfKeys);

/// <param name="Token">The task as a JSON Web Token that the hub signed (ES256).</param>
public sealed record LeaseAnswer(string Token);

public sealed record HeartbeatRequest(string Lease, string Phase, long Step, long Total);

/// <param name="Reason">Why the site does not do it, in English.</param>
public sealed record TaskRefusalRequest(string Lease, string Reason);

/// <summary>What was sent in pieces is whole, and may be used.</summary>
public sealed record TaskResultRequest
{
    public required string Lease { get; init; }

    /// <summary>Of all bytes that were sent, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Number of the receipt that was given for them.</summary>
    public required long Receipt { get; init; }

    /// <summary>Examples trained on.</summary>
    public long Examples { get; init; }

    /// <summary>Loss at the first step, of the round's model as it came; null under noise.</summary>
    public double? FirstLoss { get; init; }

    /// <summary>Mean loss of the last steps; null under noise.</summary>
    public double? LastLoss { get; init; }

    /// <summary>Seconds of the training alone.</summary>
    public double TrainingSeconds { get; init; }
}

/// <param name="Bytes">That the hub has of the result so far.</param>
public sealed record PiecesView(long Bytes);
