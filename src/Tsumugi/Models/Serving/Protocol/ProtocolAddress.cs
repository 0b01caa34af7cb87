namespace Tsumugi.Models.Serving.Protocol;

/// <summary>What stands behind <c>/v2/models/</c>. Pure.</summary>
/// <param name="Model"><c>institution/name</c>; clients may also write it as one part, with <c>%2F</c>.</param>
/// <param name="Version">Null when none is named.</param>
/// <param name="Verb"><c>infer</c>, <c>ready</c>, or empty for the metadata.</param>
public sealed record ProtocolAddress(string Model, string? Version, string Verb)
{
    /// <param name="parts">Parts of the address, each decoded.</param>
    /// <returns>Null when the protocol has no such address.</returns>
    public static ProtocolAddress? Read(IReadOnlyList<string> parts)
    {
        var own = parts.Count > 0 && parts[0].Contains('/', StringComparison.Ordinal) ? 1 : 2;
        if (parts.Count < own)
            return null;
        var model = string.Join('/', parts.Take(own));
        return parts.Skip(own).ToList() switch
        {
            [] => new(model, null, ""),
            ["infer" or "ready"] => new(model, null, parts[^1]),
            ["versions", var version] => new(model, version, ""),
            ["versions", var version, "infer" or "ready"] => new(model, version, parts[^1]),
            _ => null,
        };
    }
}
