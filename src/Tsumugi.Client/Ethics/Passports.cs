namespace Tsumugi.Client.Ethics;

/// <param name="Signing">The one that signs.</param>
/// <param name="Published">All whose signatures are valid.</param>
/// <param name="Retired">Those whose signatures are not.</param>
public sealed record KeysView(string Signing, IReadOnlyList<string> Published, IReadOnlyList<string> Retired);

public sealed record RetireRequest(string? Reason);

/// <summary>An issuer of visas that an operator trusts.</summary>
/// <param name="Issuer">Its <c>iss</c>.</param>
/// <param name="Keys">Its public keys: the text of a JWKS.</param>
/// <param name="Institutions">Institutions about whose data its grants count when they name them by this hub's address or DOI.</param>
/// <param name="Names">What its own names mean here: a visa's value → <c>dataset:institution/name</c>.</param>
public sealed record IssuerRequest(string? Issuer, string? Keys, IReadOnlyList<string>? Institutions = null, IReadOnlyDictionary<string, string>? Names = null);

/// <param name="Keys">Ids of its keys.</param>
public sealed record IssuerView(string Issuer, IReadOnlyList<string> Keys, IReadOnlyList<string> Institutions, IReadOnlyDictionary<string, string> Names, DateTime At, DateTime? EndedAt);

/// <summary>Names an issuer.</summary>
public sealed record EndTrustRequest(string? Issuer);

/// <summary>Which of an issuer's people a person of the hub is.</summary>
/// <param name="Subject">The issuer's <c>sub</c>.</param>
public sealed record IdentityRequest(string? Person, string? Issuer, string? Subject);

/// <summary>A passport to be accepted.</summary>
/// <param name="Passport">The JWT of a passport, JSON with <c>ga4gh_passport_v1</c>, or the JWTs of visas apart by spaces.</param>
public sealed record PassportRequest(string? Passport);

/// <summary>What became of one visa.</summary>
/// <param name="Node">The dataset or model of this hub that it is about, or null.</param>
/// <param name="Until">When it ends; null when it was not accepted.</param>
/// <param name="Code">Why it was not accepted; null when it was.</param>
public sealed record VisaResult(string? Issuer, string? Type, string? Value, string? Node, DateTime? Until, string? Code, string? Reason);

/// <summary>A visa that counts for its holder.</summary>
public sealed record VisaView(string Issuer, string Type, string Value, string Source, string? By, string? Node, DateTime Asserted, DateTime AcceptedAt, DateTime Until);
