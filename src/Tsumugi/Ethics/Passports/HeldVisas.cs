using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Passports;

/// <summary>The visas of a person that count at a moment: in their time, of an issuer that is trusted and has the key that signed them.</summary>
public static class HeldVisas
{
    public static async Task<List<AcceptedVisa>> OfAsync(HubDb db, string person, DateTime now, CancellationToken stop)
    {
        var visas = await db.Set<AcceptedVisa>().AsNoTracking().Where(row => row.PersonId == person && row.Until > now).OrderByDescending(row => row.AcceptedAt).ToListAsync(stop);
        if (visas.Count == 0)
            return [];
        var issuers = await db.Set<TrustedIssuer>().AsNoTracking().Where(row => row.EndedAt == null).ToDictionaryAsync(row => row.Issuer, row => IssuerKeys.Read(row.Keys).Keys, stop);
        var links = await db.Set<LinkedPerson>().AsNoTracking().Where(row => row.PersonId == person).ToListAsync(stop);
        return visas.FindAll(visa => issuers.TryGetValue(visa.Issuer, out var keys) && keys.ContainsKey(visa.KeyId) && issuers.ContainsKey(visa.RootIssuer)
            && links.Exists(link => link.Issuer == visa.RootIssuer && link.Subject == visa.RootSubject));
    }

    /// <summary>What grants of controlled access lift for their holder.</summary>
    public static async Task<IReadOnlyList<Grant>> GrantsAsync(HubDb db, string person, DateTime now, CancellationToken stop) =>
    [
        .. (await OfAsync(db, person, now, stop)).Where(visa => visa is { Type: VisaTypes.ControlledAccessGrants, Node: not null })
            .Select(visa => new Grant(NodeRef.Parse(visa.Node!), Grant.OfPerson, DateOnly.FromDateTime(visa.Until), NodeRef.Of("visa", Name(visa)))),
    ];

    /// <summary>Whether they open a gated dataset or model, which is asked for registered or controlled access.</summary>
    /// <param name="registered">Whoever asks is let in at once; otherwise its institution decides on each.</param>
    public static async Task<bool> OpenAsync(HubDb db, string person, NodeRef node, bool registered, DateTime now, CancellationToken stop)
    {
        var (held, named) = (await OfAsync(db, person, now, stop), node.ToString());
        return held.Exists(visa => visa.Type == VisaTypes.ControlledAccessGrants && visa.Node == named)
            || (registered && (held.Exists(visa => visa.Type == VisaTypes.AcceptedTermsAndPolicies && visa.Node == named) || IsRegistered(held)));
    }

    /// <summary>Registered access as the specification has it: bona fide researcher and accepted ethics, both of the same publication.</summary>
    private static bool IsRegistered(List<AcceptedVisa> held) =>
        held.Exists(visa => visa is { Type: VisaTypes.ResearcherStatus, Value: VisaTypes.RegisteredAccess })
        && held.Exists(visa => visa is { Type: VisaTypes.AcceptedTermsAndPolicies, Value: VisaTypes.RegisteredAccess });

    /// <summary>An id that the thread can hold.</summary>
    private static string Name(AcceptedVisa visa) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{visa.Issuer}\n{visa.Jti}")))[..16];
}
