using CsCheck;
using Tsumugi.Client.Projects;
using Tsumugi.Projects.Calls;
using Tsumugi.Projects.Calls.Reviews;

namespace Tsumugi.Tests.Projects;

/// <summary>Sharing proposals out, and what reviews come to.</summary>
public sealed class AssignReviewsTests
{
    private static readonly DateTime Day = new(2027, 1, 15, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Up to eight reviewers of four institutions, up to ten proposals of them, some already given out or stepped back from.</summary>
    private static readonly Gen<(Call Call, List<Proposal> Proposals, List<Review> Given, ConflictOfInterest Conflicts)> Situations =
        from wanted in Gen.Int[1, 4]
        from reviewers in Gen.Int[0, 3].List[0, 8]
        from homes in Gen.Int[0, 3].List[1, 10]
        from given in Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Bool).List[0, 6]
        let panel = reviewers.Select((_, i) => $"r{i}").ToList()
        let proposals = homes.Select((home, i) => Proposed($"p{i}", $"author{i}", $"inst{home}")).ToList()
        select (
            Asking(panel, wanted), proposals,
            given.Where(row => row.Item1 < proposals.Count && row.Item2 < panel.Count).DistinctBy(row => (row.Item1, row.Item2))
                .Select(row => new Review { ProposalId = $"p{row.Item1}", PersonId = $"r{row.Item2}", AssignedAt = Day, Conflict = row.Item3 ? "close friends" : null }).ToList(),
            new ConflictOfInterest(reviewers.Select((home, i) => (Person: $"r{i}", Home: $"inst{home}")).ToLookup(row => row.Person, row => row.Home), Array.Empty<int>().ToLookup(_ => "", _ => "")));

    [Fact]
    public void Nobody_is_given_a_proposal_twice_or_with_a_conflict_and_as_many_as_can_be_had_are_given() => Situations.Sample(situation =>
    {
        var (call, proposals, given, conflicts) = situation;
        var made = AssignReviews.Decide(call, proposals, given, conflicts);
        Assert.Equal(made.Given.Count, made.Given.Distinct().Count());
        foreach (var proposal in proposals)
        {
            var theirs = made.Given.Where(row => row.Proposal == proposal.Id).Select(row => row.Person).ToList();
            Assert.All(theirs, person => Assert.Null(conflicts.Of(person, proposal)));
            Assert.DoesNotContain(given, row => row.ProposalId == proposal.Id && theirs.Contains(row.PersonId));
            var active = given.Count(row => row.ProposalId == proposal.Id && row.Conflict is null);
            var free = call.Panel.Count(person => conflicts.Of(person, proposal) is null && !given.Exists(row => row.ProposalId == proposal.Id && row.PersonId == person));
            Assert.Equal(Math.Min(Math.Max(0, call.ReviewsWanted - active), free), theirs.Count);
            Assert.Equal(Math.Max(0, call.ReviewsWanted - active - theirs.Count), made.Missing.GetValueOrDefault(proposal.Id));
        }
    });

    [Fact]
    public void Asked_again_it_gives_nothing_more() => Situations.Sample(situation =>
    {
        var (call, proposals, given, conflicts) = situation;
        var first = AssignReviews.Decide(call, proposals, given, conflicts);
        given.AddRange(first.Given.Select(row => new Review { ProposalId = row.Proposal, PersonId = row.Person, AssignedAt = Day }));
        var second = AssignReviews.Decide(call, proposals, given, conflicts);
        Assert.Empty(second.Given);
        Assert.Equal(first.Missing, second.Missing);
    });

    [Fact]
    public void Reviewers_without_conflicts_have_about_as_much_to_read()
    {
        var panel = Enumerable.Range(0, 4).Select(i => $"r{i}").ToList();
        var proposals = Enumerable.Range(0, 10).Select(i => Proposed($"p{i}", $"author{i}", "elsewhere")).ToList();
        var made = AssignReviews.Decide(Asking(panel, 2), proposals, [], new(Nothing, Nothing));
        Assert.Equal([5, 5, 5, 5], made.Given.CountBy(row => row.Person).Select(row => row.Value));
    }

    [Fact]
    public void Conflicts_are_taking_part_the_same_institution_and_a_project_together()
    {
        var proposal = Proposed("p", "author", "riken", new ProposalMember("second", "tokyo"));
        var institutions = new[] { ("riken-colleague", "riken"), ("tokyo-colleague", "tokyo"), ("partner", "kyoto"), ("stranger", "osaka") }.ToLookup(row => row.Item1, row => row.Item2);
        var projects = new[] { ("partner", "atlas"), ("second", "atlas"), ("stranger", "other") }.ToLookup(row => row.Item1, row => row.Item2);
        var conflicts = new ConflictOfInterest(institutions, projects);
        foreach (var person in (string[])["author", "second", "riken-colleague", "tokyo-colleague", "partner"])
            Assert.NotNull(conflicts.Of(person, proposal));
        Assert.Null(conflicts.Of("stranger", proposal));
    }

    [Fact]
    public void Mean_weighs_criteria_and_counts_each_reviewer_alike()
    {
        IReadOnlyList<Criterion> criteria = [new("novelty", "新規性", "Novelty", 3), new("reach", "波及効果", "Reach", 1)];
        List<Review> reviews = [Judged(("novelty", 5), ("reach", 1)), Judged(("novelty", 2), ("reach", 2))];
        Assert.Equal((4 + 2) / 2.0, Scores.Mean(criteria, reviews));
        Assert.Equal(2, Scores.Spread(criteria, reviews));
        Assert.Equal(3.5, Scores.Mean(criteria[0], reviews));
        Assert.Null(Scores.Mean(criteria, []));
        Assert.Null(Scores.Spread(criteria, reviews[..1]));
    }

    private static ILookup<string, string> Nothing { get; } = Array.Empty<int>().ToLookup(_ => "", _ => "");

    private static Review Judged(params (string Id, int Score)[] scores) => new()
    {
        ProposalId = "p",
        PersonId = "r",
        AssignedAt = Day,
        Scores = scores.ToDictionary(row => row.Id, row => row.Score),
    };

    private static Call Asking(List<string> panel, int wanted) => new()
    {
        Id = "call",
        TitleJa = "公募",
        TitleEn = "Call",
        Text = "",
        Criteria = [],
        OpensAt = Day,
        ClosesAt = Day,
        ReviewsWanted = wanted,
        MostCredits = 0,
        Panel = panel,
        CreatedAt = Day,
    };

    private static Proposal Proposed(string id, string person, string institution, params ProposalMember[] members) => new()
    {
        Id = id,
        CallId = "call",
        PersonId = person,
        InstitutionId = institution,
        Entry = new() { Members = members },
        TitleJa = "",
        TitleEn = "",
        People = [person, .. members.Select(member => member.Person)],
        ChangedAt = Day,
        State = ProposalState.Submitted,
    };
}
