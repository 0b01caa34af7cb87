using Tsumugi.Hub;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions;

/// <summary>What somebody wants to do with something.</summary>
public enum Act
{
    /// <summary>See that it exists, its card, its lineage, its files.</summary>
    Read,

    /// <summary>Compute on it: train from it, search with it.</summary>
    Use,

    /// <summary>Add to it or change it.</summary>
    Write,

    /// <summary>Accounts, institutions, the hub itself.</summary>
    Operate,
}

/// <summary>Who may see a thing.</summary>
public enum Visibility
{
    /// <summary>Everybody who is signed in.</summary>
    Hub,

    /// <summary>Members of the institution that it belongs to.</summary>
    Institution,
}

/// <summary>Anything behind the gate: what it is, whose it is and who may see it.</summary>
public sealed record Guarded(Words What, string InstitutionId, Visibility Visibility)
{
    /// <summary>Names under which a token may be limited to it: <c>dataset:institution/name</c>. Empty for what only goes with its institution.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}

/// <summary>The one place that says who may do what. Pure; every page, route and command asks it.</summary>
public static class Gate
{
    /// <returns>Null when it is permitted.</returns>
    public static Refusal? Ask(Caller caller, Act act, Guarded thing)
    {
        if (!caller.SignedIn)
            return SignInFirst;
        if (!caller.MayWrite && act is (Act.Write or Act.Operate))
            return ReadOnlyToken;
        if (caller.Only is { } only)
        {
            if (act != Act.Operate && only.Covers(act, thing))
                return null;
            if (act is (Act.Write or Act.Operate))
                return Hidden(caller, thing) ? NoSuch(thing.What) : LimitedToken;
        }

        if (caller.IsOperator)
            return null;
        if (act == Act.Operate)
            return OperatorsOnly;
        if (caller.Memberships.ContainsKey(thing.InstitutionId))
            return null;
        if (thing.Visibility == Visibility.Hub && act is (Act.Read or Act.Use))
            return null;

        // Whoever may not see a thing is not told that it exists.
        return thing.Visibility == Visibility.Institution ? NoSuch(thing.What) : MembersOnly(thing);
    }

    /// <summary>Does the thing belong to the caller, as a member of its institution or an operator? What is held back from others is not from them.</summary>
    public static bool IsOwn(Caller caller, Guarded thing) =>
        caller.IsOperator || caller.Memberships.ContainsKey(thing.InstitutionId) || caller.Only?.Covers(Act.Use, thing) == true;

    /// <summary>May the caller act for this institution at all: own a repository, run a job?</summary>
    public static Refusal? AskFor(Caller caller, string institutionId) =>
        Ask(caller, Act.Write, new(new("研究機関", "the institution"), institutionId, Visibility.Hub));

    public static Refusal? AskOperator(Caller caller) =>
        Ask(caller, Act.Operate, new(new("ハブ", "the hub"), "", Visibility.Hub));

    /// <summary>For pages and lists that every signed-in person may see.</summary>
    public static Refusal? AskSignedIn(Caller caller) => caller.SignedIn ? null : SignInFirst;

    /// <summary>For what everybody does under their own name: tokens, password, a publication.</summary>
    public static Refusal? AskOwn(Caller caller) =>
        !caller.SignedIn ? SignInFirst : !caller.MayWrite ? ReadOnlyToken : caller.Only is null ? null : LimitedToken;

    /// <summary>For what an institution's stewards decide: who its members are.</summary>
    public static Refusal? AskSteward(Caller caller, string institutionId) =>
        AskFor(caller, institutionId) is { } refusal ? refusal
        : caller.Only is not null ? LimitedToken
        : caller.IsOperator || caller.Memberships.GetValueOrDefault(institutionId) == InstitutionRole.Steward ? null
        : StewardsOnly(institutionId);

    /// <summary>For what those decide who lead a project: its leads, the stewards of its institution, operators.</summary>
    public static Refusal? AskLead(Caller caller, Guarded project, bool leads) =>
        AskOwn(caller) is { } refusal ? refusal
        : leads || caller.IsOperator || caller.Memberships.GetValueOrDefault(project.InstitutionId) == InstitutionRole.Steward ? null
        : LeadsOnly(project);

    /// <summary>For what those decide who run an instrument: its staff, the stewards of its institution, operators.</summary>
    public static Refusal? AskStaff(Caller caller, Guarded instrument, bool isStaff) =>
        AskOwn(caller) is { } refusal ? refusal
        : isStaff || caller.IsOperator || caller.Memberships.GetValueOrDefault(instrument.InstitutionId) == InstitutionRole.Steward ? null
        : StaffOnly(instrument);

    public static Refusal NoSuch(Words what) => Refusal.NotFound(
        new($"{what.Ja}が見つかりません。", $"There is no such thing: {what.En}."),
        new("名前を確かめてください。非公開の場合は所有機関に問い合わせてください。", "Check the name. If it is private, ask the institution that owns it."));

    private static Refusal SignInFirst { get; } = new(
        "sign-in-first", 401,
        new("サインインが必要です。", "Sign-in is needed."),
        new("サインインするか、アクセストークンを付けてください。", "Sign in, or send an access token."));

    private static Refusal ReadOnlyToken { get; } = new(
        "read-only-token", 403,
        new("このトークンは読み取り専用です。", "This token may only read."),
        new("書き込みのできるトークンを作ってください。", "Create a token that may write."));

    private static bool Hidden(Caller caller, Guarded thing) => thing.Visibility == Visibility.Institution && !IsOwn(caller, thing);

    private static Refusal LimitedToken { get; } = new(
        "limited-token", 403,
        new("このトークンは、指定されたリポジトリでしか使えません。", "This token is limited to the repositories that it names."),
        new("対象を含むトークンか、対象を限らないトークンを使ってください。", "Use a token that names this one, or one without limits."));

    private static Refusal OperatorsOnly { get; } = new(
        "operators-only", 403,
        new("運用担当者だけができる操作です。", "Only the hub's operators may do this."),
        new("ハブの運用担当者に依頼してください。", "Ask an operator of the hub."));

    private static Refusal MembersOnly(Guarded thing) => new(
        "members-only", 403,
        new($"{thing.What.Ja}を変更できるのは、{thing.InstitutionId} の所属者だけです。", $"Only members of {thing.InstitutionId} may change {thing.What.En}."),
        new("所有機関の管理者に参加を依頼してください。", "Ask the institution's steward to add you."));

    private static Refusal LeadsOnly(Guarded project) => new(
        "leads-only", 403,
        new($"{project.What.Ja}の代表者だけができる操作です。", $"Only those who lead {project.What.En} may do this."),
        new("プロジェクトの代表者に依頼してください。", "Ask a lead of the project."));

    private static Refusal StaffOnly(Guarded instrument) => new(
        "staff-only", 403,
        new($"{instrument.What.Ja}の担当者だけができる操作です。", $"Only those who run {instrument.What.En} may do this."),
        new("機器の担当者か、所有機関の管理者に依頼してください。", "Ask its staff, or a steward of the institution that owns it."));

    private static Refusal StewardsOnly(string institutionId) => new(
        "stewards-only", 403,
        new($"{institutionId} の管理者だけができる操作です。", $"Only stewards of {institutionId} may do this."),
        new("所有機関の管理者に依頼してください。", "Ask a steward of the institution."));
}
