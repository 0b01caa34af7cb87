namespace Tsumugi.Ethics.Passports;

/// <summary>A person as one issuer knows them: the pair that the specification calls a visa identity.</summary>
public sealed record VisaIdentity(string Issuer, string Subject);

/// <summary>One assertion about a person, with its signature and its times already checked.</summary>
/// <param name="Jti">The issuer's name for it: it is taken once.</param>
/// <param name="Value">What is asserted: a URL, or whatever the type says.</param>
/// <param name="Source">Which organisation says so: a name that is never fetched.</param>
/// <param name="By">By what authority; null when nobody said.</param>
/// <param name="KeyId">Which of the issuer's keys signed it.</param>
/// <param name="Conditions">Null when it stands by itself.</param>
public sealed record Visa(
    VisaIdentity Identity, string Jti, string Type, string Value, string Source, string? By, DateTime Asserted, DateTime Expires, string KeyId, VisaConditions? Conditions)
{
    /// <summary>A claim that a condition may ask for, or null when the visa does not have it.</summary>
    public string? Claim(string name) => name switch
    {
        "value" => Value,
        "source" => Source,
        "by" => By,
        _ => null,
    };
}
