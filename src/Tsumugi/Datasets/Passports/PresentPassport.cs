using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Concerns;
using Tsumugi.Ethics.Passports;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Passports;

/// <summary>What became of one visa of a passport.</summary>
/// <param name="Visa">Null when it could not be read, or its signature is not good.</param>
public sealed record PresentedVisa(Visa? Visa, AcceptedVisa? Accepted, Refusal? Refusal);

/// <summary>Somebody presents a passport: each visa that holds is taken for them, each other one is refused with its reason.</summary>
/// <param name="Text">As <see cref="PassportText"/> reads it.</param>
public sealed record PresentPassport(string? Text)
{
    /// <returns>What became of each visa; a refusal when none was accepted, and then nothing changed.</returns>
    public async Task<Outcome<IReadOnlyList<PresentedVisa>>> RunAsync(HubDb db, HubAddress address, Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var issuers = await db.Set<TrustedIssuer>().AsNoTracking().Where(row => row.EndedAt == null).ToDictionaryAsync(row => row.Issuer, stop);
        var check = new CheckVisa(issuers, address.Value, now);
        var tokens = await PassportText.VisasAsync(Text, check);
        if (tokens.Refused)
            return tokens.Refusal!;
        var read = new List<Outcome<Visa>>();
        foreach (var token in tokens.Value)
            read.Add(await check.VisaAsync(token));

        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var judged = await JudgeAsync(db, caller.PersonId!, [.. read.Where(one => !one.Refused).Select(one => one.Value)], stop);
        var (answer, next) = (new List<PresentedVisa>(), 0);
        foreach (var one in read)
            answer.Add(one.Refused ? new(null, null, one.Refusal) : await TakeAsync(db, issuers, address.Value, caller, judged[next++], now, stop));
        if (answer.TrueForAll(one => one.Accepted is null))
            return answer is [var only] ? only.Refusal! : NoneAccepted(answer);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return answer;
    }

    private static async Task<IReadOnlyList<Judged>> JudgeAsync(HubDb db, string person, List<Visa> visas, CancellationToken stop)
    {
        var links = await db.Set<LinkedPerson>().AsNoTracking().ToListAsync(stop);
        HashSet<VisaIdentity> Of(bool own) => [.. links.Where(row => row.PersonId == person == own).Select(row => new VisaIdentity(row.Issuer, row.Subject))];
        return JudgeVisas.Of(visas, Of(own: true), Of(own: false));
    }

    private static async Task<PresentedVisa> TakeAsync(
        HubDb db, Dictionary<string, TrustedIssuer> issuers, Uri hub, Caller caller, Judged judged, DateTime now, CancellationToken stop)
    {
        var visa = judged.Visa;
        if (judged.Refusal is { } refusal)
            return new(visa, null, refusal);
        if (await db.FindAsync<AcceptedVisa>([visa.Identity.Issuer, visa.Jti], stop) is { } before)
            return new(visa, null, VisaFaults.Replayed(before.AcceptedAt));
        var node = visa.Type is VisaTypes.ControlledAccessGrants or VisaTypes.AcceptedTermsAndPolicies
            ? await NamedByVisa.FindAsync(db, issuers[visa.Identity.Issuer], visa.Value, hub, stop) : null;
        if (visa.Type == VisaTypes.ControlledAccessGrants && node is { } granted && (await AskRelease.ReachingAsync(db, granted, stop)).Count > 0)
            return new(visa, null, OfConcern(granted));
        var taken = new AcceptedVisa
        {
            Issuer = visa.Identity.Issuer,
            Jti = visa.Jti,
            Subject = visa.Identity.Subject,
            PersonId = caller.PersonId!,
            RootIssuer = judged.Root.Issuer,
            RootSubject = judged.Root.Subject,
            Type = visa.Type,
            Value = visa.Value,
            Source = visa.Source,
            By = visa.By,
            KeyId = visa.KeyId,
            Node = node?.ToString(),
            Asserted = visa.Asserted,
            AcceptedAt = now,
            Until = judged.Until,
        };
        db.Add(taken);
        Record(db, caller, taken);
        return new(visa, taken, null);
    }

    /// <summary>Everybody may read the thread: it says what a visa opens here, and nothing else that it tells of a person.</summary>
    private static void Record(HubDb db, Caller caller, AcceptedVisa visa) => db.Record(new()
    {
        Actor = caller.Node,
        Kind = "visa.accepted",
        Subject = caller.Node,
        Facts = new Dictionary<string, object?> { ["issuer"] = visa.Issuer, ["jti"] = visa.Jti, ["type"] = visa.Type, ["key"] = visa.KeyId, ["node"] = visa.Node, ["until"] = visa.Until },
    });

    private static Refusal NoneAccepted(List<PresentedVisa> answer) => new(
        "no-visa-accepted", 422,
        new("受け付けられるビザが一つもありませんでした。", "None of the visas was accepted."),
        new("それぞれの理由を確かめてください。", "See the reason for each."))
    {
        Fields = answer.Select((one, at) => (Name: string.Create(CultureInfo.InvariantCulture, $"visa-{at + 1}"), one.Refusal!.Reason)).ToDictionary(one => one.Name, one => one.Reason),
    };

    private static Refusal OfConcern(NodeRef node) => new(
        "dual-use-review", 403,
        new($"{node} には悪用の懸念があり、ビザだけでは使えません。", $"{node} is of dual-use concern, and a visa alone does not open it."),
        new("プロジェクトとして、そのデータのページから利用を申請してください。", "Apply for its use as a project, on the page of the data."));
}
