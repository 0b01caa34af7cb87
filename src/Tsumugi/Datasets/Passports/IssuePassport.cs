using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Access;
using Tsumugi.Ethics.Passports;
using Tsumugi.Ethics.Withdrawals;
using Tsumugi.Hub;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Storage;
using Tsumugi.Hub.Web;
using Tsumugi.Institutions;
using Tsumugi.Projects;
using Tsumugi.Projects.Applications;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Passports;

/// <summary>What the hub asserts of a person in a visa.</summary>
/// <param name="Type">One of <see cref="VisaTypes"/>.</param>
/// <param name="By">By what authority, in the words of the specification.</param>
/// <param name="Ends">When what it asserts ends; null when nobody said.</param>
public sealed record Assertion(string Type, Repository Repository, string By, DateTime Asserted, DateTime? Ends);

/// <summary>A passport of somebody: what committees of this hub granted to them, and the terms that they accepted.</summary>
public sealed class IssuePassport(HubDb db, HubSigner signer, HubAddress address)
{
    /// <summary>Nothing takes back what was handed out, so that it ends soon; whoever still has the grant gets a new one.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public async Task<Outcome<IReadOnlyList<Assertion>>> AssertionsAsync(Caller caller, DateTime now, CancellationToken stop)
    {
        if (Gate.AskOwn(caller) is { } refusal)
            return refusal;
        var made = new List<Assertion>();
        foreach (var grant in await GrantsAsync(caller, DateOnly.FromDateTime(now), stop))
        {
            if (await StandsAsync(NodeRef.Parse(grant.Source), stop) is { } repository)
                made.Add(new(VisaTypes.ControlledAccessGrants, repository, "dac", grant.DecidedAt!.Value, grant.Until.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
        }

        // A token that acts for one project does not speak for the person.
        var requests = caller.ProjectId is not null ? []
            : await db.Set<AccessRequest>().AsNoTracking().Where(row => row.PersonId == caller.PersonId && row.State == AccessState.Accepted).ToListAsync(stop);
        foreach (var request in requests)
        {
            if (await StandsAsync(NodeRef.Of(request.Kind, $"{request.InstitutionId}/{request.Name}"), stop) is not { Gated: not Gating.Open } repository)
                continue;
            made.Add(repository.Gated == Gating.Automatic
                ? new(VisaTypes.AcceptedTermsAndPolicies, repository, "self", request.At, null)
                : new(VisaTypes.ControlledAccessGrants, repository, "dac", request.DecidedAt ?? request.At, null));
        }

        return made;
    }

    /// <returns>The tokens of the visas, as <c>ga4gh_passport_v1</c> lists them.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> VisasAsync(Caller caller, DateTime now, CancellationToken stop)
    {
        var asserted = await AssertionsAsync(caller, now, stop);
        return asserted.Refused ? asserted.Refusal! : Outcome.Of<IReadOnlyList<string>>([.. asserted.Value.Select(one => Visa(caller, one, now))]);
    }

    /// <returns>One signed token with all of them.</returns>
    public async Task<Outcome<string>> TokenAsync(Caller caller, DateTime now, CancellationToken stop)
    {
        var visas = await VisasAsync(caller, now, stop);
        if (visas.Refused)
            return visas.Refusal!;
        var claims = Claims(caller, now, now + Life);
        claims[PassportText.Name] = visas.Value;
        return HubToken.Make(signer, "vnd.ga4gh.passport+jwt", address.Keys, claims);
    }

    private string Visa(Caller caller, Assertion one, DateTime now)
    {
        var claims = Claims(caller, now, one.Ends < now + Life ? one.Ends.Value : now + Life);
        claims["ga4gh_visa_v1"] = new Dictionary<string, object>
        {
            ["type"] = one.Type,
            ["asserted"] = Seconds(one.Asserted),
            ["value"] = new Uri(address.Value, $"{one.Repository.Kind}s/{one.Repository.Id}"),
            ["source"] = new Uri(address.Value, $"institutions/{one.Repository.InstitutionId}"),
            ["by"] = one.By,
        };
        return HubToken.Make(signer, "vnd.ga4gh.visa+jwt", address.Keys, claims);
    }

    private Dictionary<string, object> Claims(Caller caller, DateTime now, DateTime ends) => new()
    {
        ["iss"] = address.Value,
        ["sub"] = caller.PersonId!,
        ["iat"] = Seconds(now),
        ["exp"] = Seconds(ends),
        ["jti"] = Guid.NewGuid().ToString("n"),
    };

    /// <summary>Of the projects that the person belongs to; signed by a key that still counts.</summary>
    private async Task<IEnumerable<UseApplication>> GrantsAsync(Caller caller, DateOnly day, CancellationToken stop)
    {
        var rows = await db.Set<UseApplication>().AsNoTracking()
            .Where(row => row.State == ApplicationState.Granted && row.Until >= day && (caller.ProjectId == null || row.ProjectId == caller.ProjectId)
                && db.Set<ProjectMember>().Any(member => member.ProjectId == row.ProjectId && member.PersonId == caller.PersonId))
            .OrderBy(row => row.Source).ToListAsync(stop);
        return rows.Where(row => row.Grants(signer).Any()).DistinctBy(row => row.Source);
    }

    /// <returns>Null for what is gone or was withdrawn.</returns>
    private async Task<Repository?> StandsAsync(NodeRef node, CancellationToken stop)
    {
        var whole = node.ToString();
        return await db.Set<Withdrawal>().AnyAsync(row => row.Dataset == whole && row.Confirmed == null, stop) ? null
            : await FindRepository.OfNode(db, node).AsNoTracking().FirstOrDefaultAsync(row => row.DeletedAt == null, stop);
    }

    private static long Seconds(DateTime moment) => new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
