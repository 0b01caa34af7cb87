using System.Security.Cryptography;
using System.Text;
using Tsumugi.Client.Federation;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Federation.Sites;

/// <summary>A steward lets a site of the institution join: makes a code for one use. Asked again for a site, an earlier code is worth nothing.</summary>
public static class EnrolSite
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public static async Task<Outcome<EnrolmentView>> RunAsync(HubDb db, Caller caller, EnrolmentRequest request, DateTime now, CancellationToken stop)
    {
        if (Gate.AskSteward(caller, request.Institution) is { } refusal)
            return refusal;
        var known = await db.FindAsync<Institution>([request.Institution], stop);
        var site = await db.FindAsync<FederationSite>([request.Id], stop);
        if (new FieldFaults()
            .Refuse("id", ShortName.Fault(request.Id))
            .Need(known is not null, "institution", new($"研究機関 {request.Institution} はありません。", $"There is no institution {request.Institution}."))
            .Need(site is null || site.InstitutionId == request.Institution, "id", new("この名前は別の機関の拠点が使っています。", "A site of another institution has this name."))
            .Need(request.NameJa.Length <= 200 && request.NameEn.Length <= 200, "nameJa", new("名称は 200 文字以内にしてください。", "Names have up to 200 characters."))
            .ToRefusal("bad-site") is { } faults)
            return faults;
        var code = $"tsj_{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))}";
        site ??= db.Add(new FederationSite { Id = request.Id, InstitutionId = request.Institution, NameJa = Or(request.NameJa, request.Id), NameEn = Or(request.NameEn, request.Id) }).Entity;

        // A site that comes again makes a new key; what the old one signs is worth nothing from now on.
        (site.CodeHash, site.CodeUntil, site.PublicKey, site.JoinedAt, site.RevokedAt) = (HashOf(code), now + Life, null, null, null);
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "participant.enrolled",
            Subject = site.Node,
            Facts = new Dictionary<string, object?> { ["until"] = site.CodeUntil },
            Ties = [new(site.Node, Relations.BelongsTo, NodeRef.Of("institution", site.InstitutionId))],
        });
        await db.SaveChangesAsync(stop);
        return new EnrolmentView(site.Id, code, site.CodeUntil.Value);
    }

    internal static byte[] HashOf(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    private static string Or(string text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text.Trim();
}
