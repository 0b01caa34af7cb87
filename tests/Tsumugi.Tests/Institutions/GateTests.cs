using Tsumugi.Institutions;

namespace Tsumugi.Tests.Institutions;

public sealed class GateTests
{
    private static readonly Dictionary<string, Caller> Callers = new()
    {
        ["anonymous"] = Caller.Anonymous,
        ["stranger"] = new() { PersonId = "s", Memberships = Of("elsewhere", InstitutionRole.Steward) },
        ["reader"] = new() { PersonId = "m", MayWrite = false, Memberships = Of("lab", InstitutionRole.Steward) },
        ["researcher"] = new() { PersonId = "m", Memberships = Of("lab", InstitutionRole.Researcher) },
        ["steward"] = new() { PersonId = "m", Memberships = Of("lab", InstitutionRole.Steward) },
        ["operator"] = new() { PersonId = "o", IsOperator = true },
        ["operator, reading"] = new() { PersonId = "o", IsOperator = true, MayWrite = false },
    };

    [Theory]
    // caller, visibility, then the answer to: read, use, write, operate
    [InlineData("anonymous", Visibility.Hub, "sign-in-first", "sign-in-first", "sign-in-first", "sign-in-first")]
    [InlineData("anonymous", Visibility.Institution, "sign-in-first", "sign-in-first", "sign-in-first", "sign-in-first")]
    [InlineData("stranger", Visibility.Hub, null, null, "members-only", "operators-only")]
    [InlineData("stranger", Visibility.Institution, "not-found", "not-found", "not-found", "operators-only")]
    [InlineData("reader", Visibility.Hub, null, null, "read-only-token", "read-only-token")]
    [InlineData("reader", Visibility.Institution, null, null, "read-only-token", "read-only-token")]
    [InlineData("researcher", Visibility.Hub, null, null, null, "operators-only")]
    [InlineData("researcher", Visibility.Institution, null, null, null, "operators-only")]
    [InlineData("steward", Visibility.Institution, null, null, null, "operators-only")]
    [InlineData("operator", Visibility.Hub, null, null, null, null)]
    [InlineData("operator", Visibility.Institution, null, null, null, null)]
    [InlineData("operator, reading", Visibility.Hub, null, null, "read-only-token", "read-only-token")]
    [InlineData("operator, reading", Visibility.Institution, null, null, "read-only-token", "read-only-token")]
    public void Gate_asked_about_a_thing_of_the_lab(
        string who, Visibility visibility, string? read, string? use, string? write, string? operate)
    {
        var thing = new Guarded(new("データ", "the data"), "lab", visibility);
        string? Answer(Act act) => Gate.Ask(Callers[who], act, thing)?.Code;
        Assert.Equal([read, use, write, operate], [Answer(Act.Read), Answer(Act.Use), Answer(Act.Write), Answer(Act.Operate)]);
    }

    [Theory]
    // caller, then: for the lab, as the lab's steward, as operator, about one's own, only signed in
    [InlineData("anonymous", "sign-in-first", "sign-in-first", "sign-in-first", "sign-in-first", "sign-in-first")]
    [InlineData("stranger", "members-only", "members-only", "operators-only", null, null)]
    [InlineData("reader", "read-only-token", "read-only-token", "read-only-token", "read-only-token", null)]
    [InlineData("researcher", null, "stewards-only", "operators-only", null, null)]
    [InlineData("steward", null, null, "operators-only", null, null)]
    [InlineData("operator", null, null, null, null, null)]
    [InlineData("operator, reading", "read-only-token", "read-only-token", "read-only-token", "read-only-token", null)]
    public void Gate_asked_about_a_role(string who, string? member, string? steward, string? operating, string? own, string? signedIn)
    {
        var caller = Callers[who];
        Assert.Equal(
            [member, steward, operating, own, signedIn],
            [
                Gate.AskFor(caller, "lab")?.Code, Gate.AskSteward(caller, "lab")?.Code, Gate.AskOperator(caller)?.Code,
                Gate.AskOwn(caller)?.Code, Gate.AskSignedIn(caller)?.Code,
            ]);
    }

    [Fact]
    public void Hidden_thing_is_refused_in_the_words_for_a_missing_one()
    {
        var what = new Tsumugi.Hub.Language.Words("データ", "the data");
        var hidden = Gate.Ask(Callers["stranger"], Act.Read, new(what, "lab", Visibility.Institution))!;
        var missing = Gate.NoSuch(what);
        Assert.Equal((missing.Code, missing.Status, missing.Reason, missing.Remedy), (hidden.Code, hidden.Status, hidden.Reason, hidden.Remedy));
    }

    private static Dictionary<string, InstitutionRole> Of(string institution, InstitutionRole role) => new() { [institution] = role };
}
