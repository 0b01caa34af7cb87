using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions.Tokens;

/// <summary>A token just made; the only moment at which its secret is known.</summary>
public sealed record CreatedToken(AccessToken Token, string Secret);

/// <summary>Makes an access token. Who may ask is decided by the route, the page or, offline, by owning the data folder.</summary>
public sealed record CreateToken
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    public required string PersonId { get; init; }

    public required string Name { get; init; }

    public required TokenScope Scope { get; init; }

    public required TimeSpan Lifetime { get; init; }

    /// <summary>For <see cref="TokenScope.FineGrained"/> only.</summary>
    public TokenLimits? Limits { get; init; }

    /// <summary>The project in whose name alone it acts; whether the person belongs to it is asked at each use.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Expiry of the token with which this one is asked for: a token cannot outlive itself through a child.</summary>
    public DateTime? NoLaterThan { get; init; }

    /// <summary>For <c>tsumugi token create --data DIR</c>: whoever may write the data folder may make a token.</summary>
    public static Task<Outcome<CreatedToken>> RunAsync(
        HubDb db, string personId, string name, TokenScope scope, TimeSpan lifetime, DateTime now, CancellationToken stop = default) =>
        new CreateToken { PersonId = personId, Name = name, Scope = scope, Lifetime = lifetime }
            .RunAsync(db, NodeRef.Of("hub", "self"), now, stop);

    public async Task<Outcome<CreatedToken>> RunAsync(HubDb db, NodeRef actor, DateTime now, CancellationToken stop)
    {
        if (!await db.Set<Person>().AnyAsync(row => row.Id == PersonId, stop))
            return Gate.NoSuch(new($"人物 {PersonId} ", $"the person {PersonId}"));
        var secret = TokenSecret.Generate();
        var decided = Decide(this, secret, now);
        if (decided.Refused)
            return decided.Refusal!;
        db.Add(decided.Value);
        db.Record(Entry(actor, decided.Value));
        await db.SaveChangesAsync(stop);
        return new CreatedToken(decided.Value, secret);
    }

    public static Outcome<AccessToken> Decide(CreateToken command, string secret, DateTime now)
    {
        var faults = new FieldFaults()
            .Need(
                command.Name.Trim() is { Length: > 0 and <= 80 }, "name",
                new("用途の分かる名前を 80 文字以内で付けてください。", "Give it a name of up to 80 characters."))
            .Need(
                command.Lifetime > TimeSpan.Zero && command.Lifetime <= LongestLife, "days",
                new($"有効期間は 1〜{LongestLife.TotalDays:0} 日にしてください。", $"It may live 1 to {LongestLife.TotalDays:0} days."));
        if (command.ProjectId is { } project)
            faults.Refuse("project", ShortName.Fault(project));
        if (command.Limits is { } limits)
            CheckLimits(faults, limits);
        if (faults.ToRefusal("bad-token") is { } refusal)
            return refusal;
        var expires = now + command.Lifetime;
        return new AccessToken
        {
            Id = RandomId.Make(10),
            PersonId = command.PersonId,
            Name = command.Name.Trim(),
            Hash = TokenSecret.Hash(secret),
            Beginning = TokenSecret.Beginning(secret),
            Scope = command.Scope,
            Limits = command.Limits,
            ProjectId = command.ProjectId,
            CreatedAt = now,
            ExpiresAt = command.NoLaterThan is { } latest && latest < expires ? latest : expires,
        };
    }

    private static void CheckLimits(FieldFaults faults, TokenLimits limits)
    {
        var number = limits.All.Count();
        faults.Need(
            number is > 0 and <= TokenLimits.Most, "limits",
            new($"対象を 1〜{TokenLimits.Most} 件書いてください。", $"Name 1 to {TokenLimits.Most} targets."));
        if (limits.All.FirstOrDefault(target => TokenLimits.InstitutionOf(target) is null) is { } wrong)
        {
            faults.Need(
                false, "limits",
                new($"「{wrong}」は対象として読めません。研究機関（lab）か、リポジトリ（dataset:lab/name、model:lab/name）を書いてください。",
                    $"'{wrong}' cannot be read. Write an institution (lab) or a repository (dataset:lab/name, model:lab/name)."));
        }
    }

    private static ThreadEntry Entry(NodeRef actor, AccessToken made) => new()
    {
        Actor = actor,
        Kind = "token.created",
        Subject = made.Node,
        Facts = new Dictionary<string, object?> { ["name"] = made.Name, ["scope"] = made.Scope.ToString(), ["limits"] = made.Limits, ["project"] = made.ProjectId, ["expiresAt"] = made.ExpiresAt },
        Ties = [new(made.Node, Relations.BelongsTo, NodeRef.Of("person", made.PersonId))],
    };
}
