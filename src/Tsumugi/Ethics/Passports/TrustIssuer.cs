using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Passports;

/// <summary>An operator trusts an issuer of visas, or changes what is trusted: its keys, and whose data it may speak of.</summary>
/// <param name="Keys">A JWKS, as the issuer publishes it.</param>
/// <param name="Institutions">Ids.</param>
/// <param name="Names">A visa's value → <c>dataset:institution/name</c> or <c>model:institution/name</c>.</param>
public sealed record TrustIssuer(string? Issuer, string? Keys, IReadOnlyList<string> Institutions, IReadOnlyDictionary<string, string> Names)
{
    private const int MostText = 255;

    private const int MostNames = 1000;

    public async Task<Outcome<TrustedIssuer>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        var (issuer, (keys, keyFault)) = (Issuer?.Trim() ?? "", IssuerKeys.Read(Keys));
        var known = await db.Set<Institution>().Where(row => Institutions.Contains(row.Id)).Select(row => row.Id).ToListAsync(stop);
        var faults = new FieldFaults()
            .Need(issuer.Length is > 0 and <= MostText && Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", "issuer", new("発行元の URL（iss）を書いてください。", "Give the issuer's URL, as in iss."))
            .Refuse("keys", keyFault)
            .Need(known.Count == Institutions.Distinct().Count(), "institutions", new($"このハブにない研究機関です：{string.Join(", ", Institutions.Except(known))}", $"No institution of this hub: {string.Join(", ", Institutions.Except(known))}"))
            .Refuse("names", NameFault(Names));
        if (faults.ToRefusal("bad-issuer") is { } fault)
            return fault;
        var row = await db.FindAsync<TrustedIssuer>([issuer], stop);
        if (row is null)
            db.Add(row = new() { Issuer = issuer, Keys = "", Institutions = [], Names = new Dictionary<string, string>(), PersonId = "", At = now });
        (row.Keys, row.Institutions, row.Names, row.PersonId, row.At, row.EndedAt) = (Keys!, [.. known.Order(StringComparer.Ordinal)], Names, caller.PersonId!, now, null);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "issuer.trusted",
            Subject = Hub,
            Facts = new Dictionary<string, object?> { ["issuer"] = issuer, ["keys"] = keys.Keys.Order(StringComparer.Ordinal), ["institutions"] = row.Institutions, ["names"] = Names },
        });
        await db.SaveChangesAsync(stop);
        return row;
    }

    internal static NodeRef Hub { get; } = NodeRef.Of("hub", "self");

    private static Words? NameFault(IReadOnlyDictionary<string, string> names)
    {
        if (names.Count > MostNames)
            return new($"{MostNames} 個以下にしてください。", $"Give at most {MostNames}.");
        var wrong = names.FirstOrDefault(pair => pair.Key.Length is 0 or > MostText
            || !NodeRef.TryParse(pair.Value, out var node) || node.Revision is not null || node.Kind is not ("dataset" or "model") || node.Id.Count(letter => letter == '/') != 1);
        return wrong.Value is null ? null : new($"「値 = dataset:機関/名前」の形にしてください：{wrong.Key} = {wrong.Value}", $"Write VALUE = dataset:INSTITUTION/NAME: {wrong.Key} = {wrong.Value}");
    }
}

/// <summary>An operator trusts an issuer no longer: its visas end at once.</summary>
public sealed record EndTrust(string? Issuer)
{
    public async Task<Outcome<TrustedIssuer>> RunAsync(HubDb db, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOperator(caller) is { } refusal)
            return refusal;
        if (await db.FindAsync<TrustedIssuer>([Issuer ?? ""], stop) is not { } row)
            return Gate.NoSuch(new($"発行元 {Issuer} ", $"the issuer {Issuer}"));
        if (row.EndedAt is not null)
            return row;
        row.EndedAt = now;
        db.Record(new() { Actor = caller.Node, Kind = "issuer.trust-ended", Subject = TrustIssuer.Hub, Facts = new Dictionary<string, object?> { ["issuer"] = row.Issuer } });
        await db.SaveChangesAsync(stop);
        return row;
    }
}
