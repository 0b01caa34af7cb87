namespace Tsumugi.Institutions.Tokens;

/// <summary>What a fine-grained token may be used for. A target is an institution (<c>lab</c>) or a repository (<c>dataset:lab/name</c>, <c>model:lab/name</c>).</summary>
/// <param name="Reads">May be read and used.</param>
/// <param name="Writes">May be read, used and changed.</param>
public sealed record TokenLimits(IReadOnlyList<string> Reads, IReadOnlyList<string> Writes)
{
    public const int Most = 100;

    public IEnumerable<string> All => Reads.Concat(Writes);

    public bool Covers(Act act, Guarded thing) =>
        Writes.Any(target => IsOf(target, thing)) || (act is (Act.Read or Act.Use) && Reads.Any(target => IsOf(target, thing)));

    /// <summary>The institutions that are named as a whole.</summary>
    public IEnumerable<string> Institutions => All.Where(target => !target.Contains(':'));

    /// <summary>The repositories of one kind that are named, as <c>institution/name</c>.</summary>
    public IReadOnlyList<string> Repositories(string kind) =>
        [.. All.Where(target => target.StartsWith(kind + ":", StringComparison.Ordinal)).Select(target => target[(kind.Length + 1)..])];

    /// <summary>Only what passes.</summary>
    public TokenLimits Where(Func<string, bool> passes) => new([.. Reads.Where(passes)], [.. Writes.Where(passes)]);

    /// <summary>The institution of a target; null when it is not written as one.</summary>
    public static string? InstitutionOf(string target)
    {
        var colon = target.IndexOf(':');
        if (colon < 0)
            return ShortName.IsValid(target) ? target : null;
        var parts = target[(colon + 1)..].Split('/');
        return target[..colon] is "dataset" or "model" && parts is [var institution, var name] && ShortName.IsValid(institution) && ShortName.IsValid(name) ? institution : null;
    }

    private static bool IsOf(string target, Guarded thing) => target == thing.InstitutionId || thing.Targets.Contains(target);
}
