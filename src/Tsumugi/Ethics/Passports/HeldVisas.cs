using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Ethics.Passports;

/// <summary>The visas of a person that count at a moment: in their time, of an issuer that is trusted and has the key that signed them.</summary>
public static class HeldVisas
{
    public static async Task<List<AcceptedVisa>> OfAsync(HubDb db, string person, DateTime now, CancellationToken stop)
    {
        var rows = await (
            from visa in db.Set<AcceptedVisa>().AsNoTracking()
            where visa.PersonId == person && visa.Until > now
            join issuer in db.Set<TrustedIssuer>() on visa.Issuer equals issuer.Issuer
            join root in db.Set<TrustedIssuer>() on visa.RootIssuer equals root.Issuer
            where issuer.EndedAt == null && root.EndedAt == null
                && db.Set<LinkedPerson>().Any(link => link.PersonId == person && link.Issuer == visa.RootIssuer && link.Subject == visa.RootSubject)
            orderby visa.AcceptedAt descending
            select new { visa, issuer.Keys }).ToListAsync(stop);
        var keys = rows.Select(row => row.Keys).Distinct().ToDictionary(text => text, text => IssuerKeys.Read(text).Keys);
        return [.. rows.Where(row => keys[row.Keys].ContainsKey(row.visa.KeyId)).Select(row => row.visa)];
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
