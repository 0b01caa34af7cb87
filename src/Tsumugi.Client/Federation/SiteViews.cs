using Tsumugi.Client.Datasets;

namespace Tsumugi.Client.Federation;

/// <summary>Lets a site of an institution join: the body of <c>POST /api/v1/federation/sites</c>.</summary>
public sealed record EnrolmentRequest
{
    /// <summary>The site's name in addresses.</summary>
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public string NameJa { get; init; } = "";

    public string NameEn { get; init; } = "";
}

/// <param name="Code">For one use within the given time; said once and never again.</param>
public sealed record EnrolmentView(string Site, string Code, DateTime Until);

/// <summary>A site of the federation as people see it.</summary>
public sealed record FederationSiteView
{
    public required string Id { get; init; }

    public required string Institution { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary><c>waiting</c> for its code to be used, <c>joined</c> or <c>revoked</c>.</summary>
    public required string State { get; init; }

    public DateTime? JoinedAt { get; init; }

    public DateTime? SeenAt { get; init; }

    public required IReadOnlyList<SiteDatasetView> Datasets { get; init; }

    /// <summary>Receipts of what left the site.</summary>
    public long Receipts { get; init; }
}

/// <param name="Node">The dataset's revision on the thread.</param>
public sealed record SiteDatasetView(string Name, string Node, long Rows);

/// <summary>A new site shows its code and its own public key.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo of a P-256 key, base64.</param>
/// <param name="Proof">Signature of <c>code + "\n" + publicKey</c> by that key (ES256, base64url).</param>
public sealed record JoinRequest(string Code, string PublicKey, string Proof);

/// <param name="Keys">The hub's public keys as they are now; the site trusts these and no others.</param>
public sealed record JoinAnswer(string Site, string Institution, IReadOnlyList<HubKey> Keys);

/// <summary>A public key of the hub (RFC 7517): P-256, base64url coordinates.</summary>
public sealed record HubKey(string Kid, string X, string Y);

/// <summary>What a site says of a dataset that stays with it.</summary>
/// <param name="Dataset">Its name within the institution, and the conditions of its use; the institution is that of the site.</param>
/// <param name="Rows">Examples in it.</param>
/// <param name="Digest">HMAC-SHA-256 of the files under a key that never leaves the site: tells states apart, and nothing else.</param>
public sealed record SiteDatasetDeclaration(DatasetRequest Dataset, long Rows, string Digest);

/// <summary>A receipt: what left a site, chained to the one before it by its hash.</summary>
public sealed record SiteReceipt
{
    public required string Site { get; init; }

    /// <summary>1, 2, 3 … without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>UTC, to the second.</summary>
    public required DateTime At { get; init; }

    public required string Training { get; init; }

    public required int Round { get; init; }

    /// <summary>The task's kind: <c>train</c>, <c>keys</c>, <c>shares</c> or <c>reveal</c>.</summary>
    public required string Kind { get; init; }

    public required string Task { get; init; }

    public required string Dataset { get; init; }

    /// <summary>Of the bytes that left, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Euclidean norm of the update; null for what is none.</summary>
    public double? Norm { get; init; }

    /// <summary>Whether the bytes are hidden under masks.</summary>
    public bool Masked { get; init; }

    /// <summary>Noise over clipping norm; null where there is no noise.</summary>
    public double? NoiseMultiplier { get; init; }

    public double? SampleRate { get; init; }

    public int? Steps { get; init; }

    /// <summary>ε of the dataset after this, at the policy's δ; null where there is no noise.</summary>
    public double? EpsilonSpent { get; init; }

    /// <summary>Hash of the receipt before; 64 zeros for the first.</summary>
    public required string Before { get; init; }

    public required string Hash { get; init; }
}

/// <param name="Count">Receipts that the hub has of the site.</param>
/// <param name="Head">Hash of the last; 64 zeros when there is none.</param>
public sealed record ReceiptHead(long Count, string Head);
