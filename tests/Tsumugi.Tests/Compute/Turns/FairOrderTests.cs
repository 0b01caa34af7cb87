using Tsumugi.Compute.Turns;

namespace Tsumugi.Tests.Compute.Turns;

/// <summary>Turns between institutions: nobody starves, the order of what is given does not matter, in the long run everybody has their share.</summary>
public sealed class FairOrderTests
{
    private static readonly DateTime Start = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Next_is_who_has_had_least_for_its_share_and_within_an_institution_the_oldest()
    {
        WaitingJob[] jobs = [Job("a-2", "a", 5), Job("a-1", "a", 0), Job("b-1", "b", 9), Job("b-2", "b", 10)];
        Assert.Equal(["b-1", "b-2", "a-1", "a-2"], Ids(jobs, new() { ["a"] = 10, ["b"] = 0 }, []));
        Assert.Equal(["a-1", "a-2", "b-1", "b-2"], Ids(jobs, new() { ["a"] = 10, ["b"] = 8 }, new() { ["a"] = 4 }));
        Assert.Equal(["a-1", "b-1", "a-2", "b-2"], Ids(jobs, [], []));
    }

    [Fact]
    public void Jobs_that_cost_nothing_take_turns_too() =>
        Assert.Equal(["a-1", "b-1", "a-2", "b-2"], Ids([Job("a-1", "a", 0, 0), Job("a-2", "a", 1, 0), Job("b-1", "b", 2, 0), Job("b-2", "b", 3, 0)], [], []));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_job_has_its_turn_once_whatever_the_order_they_come_in(int seed)
    {
        var random = new Random(seed);
        var (jobs, had, share) = Drawn(random, 120);
        var order = Ids(jobs, had, share);
        Assert.Equal(jobs.Select(job => job.Id).Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
        random.Shuffle(jobs);
        Assert.Equal(order, Ids(jobs, had, share));
    }

    /// <summary>Before a job begins, the others have only what brings them to where its institution stands, and one job each beyond.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nobody_starves(int seed)
    {
        var (jobs, had, share) = Drawn(new(seed), 200);
        double Share(string name) => share.GetValueOrDefault(name, 1);
        var given = new Dictionary<string, double>();
        foreach (var job in FairOrder.Of(jobs, name => had.GetValueOrDefault(name), Share))
        {
            var own = (had.GetValueOrDefault(job.Institution) + given.GetValueOrDefault(job.Institution)) / Share(job.Institution);
            foreach (var (other, sum) in given.Where(pair => pair.Key != job.Institution))
            {
                var last = jobs.Where(row => row.Institution == other).Max(row => row.Cost);
                Assert.True(sum <= Math.Max(0, (own * Share(other)) - had.GetValueOrDefault(other)) + last + 1e-6, $"{other} had {sum} before {job.Id}");
            }

            given[job.Institution] = given.GetValueOrDefault(job.Institution) + Math.Max(job.Cost, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void In_the_long_run_everybody_has_their_share(int seed)
    {
        var random = new Random(seed);
        var share = new Dictionary<string, double> { ["a"] = 1, ["b"] = 2, ["c"] = 5 };
        var jobs = share.Keys.SelectMany(name => Enumerable.Range(0, 4000).Select(n => Job($"{name}-{n:0000}", name, n, 1 + random.NextDouble()))).ToArray();
        var given = FairOrder.Of(jobs, _ => 0, name => share[name]).Take(4000).GroupBy(job => job.Institution).ToDictionary(group => group.Key, group => group.Sum(job => job.Cost));
        var all = given.Values.Sum();
        foreach (var (name, weight) in share)
            Assert.Equal(weight / 8, given[name] / all, 0.005);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static (WaitingJob[] Jobs, Dictionary<string, double> Had, Dictionary<string, double> Share) Drawn(Random random, int count)
    {
        string[] names = ["a", "b", "c", "d"];
        return (
            [.. Enumerable.Range(0, count).Select(n => Job($"job-{n:000}", names[random.Next(names.Length)], random.Next(30), random.Next(4) * random.NextDouble()))],
            names.ToDictionary(name => name, _ => 20 * random.NextDouble()),
            names.ToDictionary(name => name, _ => 0.5 + (4 * random.NextDouble())));
    }

    private static string[] Ids(WaitingJob[] jobs, Dictionary<string, double> had, Dictionary<string, double> share) =>
        [.. FairOrder.Of(jobs, name => had.GetValueOrDefault(name), name => share.GetValueOrDefault(name, 1)).Select(job => job.Id)];

    private static WaitingJob Job(string id, string institution, int minute, double cost = 1) => new(id, institution, Start.AddMinutes(minute), cost);
}
