using Tsumugi.Client.Federation;
using Tsumugi.Federating.Privacy;
using Tsumugi.Federating.Site;

namespace Tsumugi.Federating.Tests;

/// <summary>What a policy does not allow is refused, and one that cannot be read allows nothing.</summary>
public sealed class PolicyTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string Good = $$"""
        recipes: [federate-protein, exact@01234567]
        mostRounds: 2
        approval: automatic
        datasets:
          proteins: { folder: "{{Path.GetTempPath().TrimEnd('/')}}", minimumRows: 10, licence: CC-BY-4.0, permission: GRU }
          cohort: { folder: "{{Path.GetTempPath().TrimEnd('/')}}", minimumRows: 10, licence: CC-BY-4.0, permission: GRU, privacy: { epsilon: 2, delta: 1.0e-5 } }
        """;

    private static SiteTask Task { get; } = new()
    {
        Id = "t-1",
        Lease = "l",
        Training = "fed-a",
        Round = 1,
        Rounds = 3,
        Kind = SiteTask.Train,
        Dataset = "proteins",
        RecipeName = "federate-protein",
        Recipe = "{}",
        Seed = 1,
        Method = new(),
        Until = DateTime.MaxValue,
    };

    [Fact]
    public void Allowed_isWhatItNames() => Assert.Null(Ask(Good, Task));

    [Fact]
    public void Refused_isEverythingElse_eachWithItsReason()
    {
        Assert.Contains("is not among those", Ask(Good, Task with { RecipeName = "other" }), StringComparison.Ordinal);
        Assert.Null(Ask(Good, Task with { RecipeName = "exact" }));
        Assert.Contains("is not among those", Ask(Good.Replace("01234567", "76543210", StringComparison.Ordinal), Task with { RecipeName = "exact" }), StringComparison.Ordinal);
        Assert.Contains("is not among those", Ask(Good.Replace("@01234567", "@0", StringComparison.Ordinal), Task with { RecipeName = "exact" }), StringComparison.Ordinal);
        Assert.Contains("offers no dataset", Ask(Good, Task with { Dataset = "other" }), StringComparison.Ordinal);
        Assert.Contains("at most 2 rounds", Ask(Good, Task with { Round = 3 }, rounds: [1, 2]), StringComparison.Ordinal);
        Assert.Null(Ask(Good, Task with { Round = 2 }, rounds: [1, 2]));
        Assert.Contains("works from 22:00 to 06:00", Ask("hours: 22:00-06:00\n" + Good, Task), StringComparison.Ordinal);
        Assert.Null(Ask("hours: 22:00-06:00\n" + Good, Task, hour: 23));
        Assert.Contains("under masks alone", Ask("onlyMasked: true\n" + Good, Task), StringComparison.Ordinal);
        Assert.Contains("with noise alone", Ask(Good, Task with { Dataset = "cohort" }), StringComparison.Ordinal);
        Assert.Null(Ask(Good, Task with { Dataset = "cohort", Privacy = new(1, 4, 0.01) }));
        Assert.Contains("is spent", Ask(Good, Task with { Dataset = "cohort", Privacy = new(1, 1, 0.5) }), StringComparison.Ordinal);
        Assert.Contains("is spent", Ask(Good, Task with { Dataset = "cohort", Privacy = new(1, 4, 0.01) }, spent: [new(0.1, 1, 1000)]), StringComparison.Ordinal);
    }

    [Fact]
    public void Manual_waitsForTheOperator_oncePerTraining()
    {
        var manual = PolicyReader.Read(Good.Replace("automatic", "manual", StringComparison.Ordinal));
        Assert.True(manual.Awaits(Task, new HashSet<string> { "fed-b" }));
        Assert.False(manual.Awaits(Task with { Round = 2 }, new HashSet<string> { "fed-a" }));
        Assert.False(PolicyReader.Read(Good).Awaits(Task, new HashSet<string>()));
    }

    [Fact]
    public void Operator_isAskedAndAnswers_inFilesThatOutliveTheAgent()
    {
        var folder = Directory.CreateTempSubdirectory("tsumugi-approvals-");
        var asked = new AskedApproval("fed-a", "proteins", "federate-protein", Hash, "fedavg", 3, Masked: true, new(1, 1, 0.1), new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 4, 2, 0, 0, 0, DateTimeKind.Utc));
        new Approvals(folder.FullName).Ask(asked);
        new Approvals(folder.FullName).Ask(asked with { Training = "fed-b", AskedAt = asked.AskedAt.AddHours(1) });
        Assert.Equal(asked, new Approvals(folder.FullName).Asked()[0]);
        Assert.True(new Approvals(folder.FullName).Approve("fed-a"));
        Assert.True(new Approvals(folder.FullName).Refuse("fed-b", "not \"our\" aim"));
        Assert.False(new Approvals(folder.FullName).Approve("fed-c"));
        var answered = new Approvals(folder.FullName);
        Assert.Empty(answered.Asked());
        Assert.Equal(["fed-a", "fed-c"], answered.Approved().Order());
        Assert.Equal(("fed-b", "not \"our\" aim"), answered.Refused().Select(row => (row.Key, row.Value)).Single());
        foreach (var elsewhere in (string[])["../fed-a", "", "a/b"])
        {
            Assert.Throws<FormatException>(() => answered.Ask(asked with { Training = elsewhere }));
            Assert.Throws<FormatException>(() => answered.Approve(elsewhere));
        }

        Assert.Equal(2, answered.Approved().Count);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("recipes: [a]", "'datasets' names at least one dataset; 'mostRounds' is a whole number from 1; 'approval' is automatic or manual")]
    [InlineData("recipe: [a]", "line 1")]
    [InlineData("recipes: [a\n", "line")]
    [InlineData("recipes: [a]\nmostRounds: 1\napproval: automatic\nhours: night\ndatasets:\n  d: { folder: here }", "'hours' is written like 22:00-06:00; datasets.d: 'folder' is the absolute path of a folder that is there, not 'here'")]
    public void Policy_thatCannotBeRead_saysWhy(string text, string words) =>
        Assert.Contains(words.Split(';')[0], Assert.Throws<InvalidPolicyException>(() => PolicyReader.Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2027-03-31", true)]
    [InlineData("2027-3-31", false)]
    [InlineData("31 March 2027", false)]
    public void Limit_thatIsNoDay_allowsNothing(string day, bool sound)
    {
        var policy = Good.Replace("permission: GRU }", $"permission: GRU, useUntil: '{day}' }}", StringComparison.Ordinal);
        if (sound)
            Assert.Equal(new DateOnly(2027, 3, 31), PolicyReader.Read(policy).Datasets["proteins"].Declared.Limits!.UseUntil);
        else
            Assert.Contains("'useUntil' is a day", Assert.Throws<InvalidPolicyException>(() => PolicyReader.Read(policy)).Message, StringComparison.Ordinal);
    }

    private static string? Ask(string policy, SiteTask task, IReadOnlyList<int>? rounds = null, IReadOnlyList<PrivacySpent>? spent = null, int hour = 12) =>
        PolicyReader.Read(policy).Refusal(task, Hash, 100, (rounds ?? []).ToHashSet(), spent ?? [], new DateTime(2026, 4, 1, hour, 0, 0, DateTimeKind.Local));
}
