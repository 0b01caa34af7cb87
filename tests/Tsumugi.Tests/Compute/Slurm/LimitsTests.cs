using Tsumugi.Client.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Slurm.Accounts;

namespace Tsumugi.Tests.Compute.Slurm;

/// <summary>Credits as limits of Slurm, and what of the hub's at a Slurm counts as drift.</summary>
public sealed class LimitsTests
{
    private const string Mark = "tsumugi:hub:";

    [Theory]
    [InlineData(1, 0, null, "cpu=660")]
    [InlineData(0.5, 0, null, "cpu=1260")]
    [InlineData(0, 4, null, "gres/gpu=180")]
    [InlineData(1, 16, null, "cpu=660,gres/gpu=67")]
    [InlineData(1, 16, "CPU=1.0,GRES/gpu=16", "billing=1140")]
    [InlineData(1, 16, "CPU=2,GRES/gpu=32", "billing=2280")]
    [InlineData(1, 16, "CPU=1,Mem=0.25G,GRES/gpu=16", "cpu=660,gres/gpu=67")]
    [InlineData(0, 0, null, "")]
    public void A_limit_is_what_was_taken_and_what_is_left(double core, double gpu, string? weights, string expected)
    {
        // Taken: one core hour and half a GPU hour; left: ten credits.
        var site = SiteOf((decimal)core, (decimal)gpu, weights);
        Assert.Equal(expected, string.Join(',', Limits.Of(site, new(3600, 1800), 10_000_000)));
    }

    [Fact]
    public void A_part_of_a_minute_is_not_given_away()
    {
        var site = SiteOf(1, 0, null);
        Assert.Equal(["cpu=0"], Limits.Of(site, default, 16_000));
        Assert.Equal(["cpu=600"], Limits.Of(site, new(12.5, 0), 10_000_000 - (long)(12.5 / 3600 * 1e6)));
    }

    [Fact]
    public void Drift_goes_both_ways_and_leaves_others_alone()
    {
        var (wanted, other) = (Qos("tsumugi-a", Mark + "allocation:a", "cpu=60"), Qos("tsumugi-b", Mark + "allocation:b", "cpu=60"));
        var found = new[]
        {
            wanted with { Value = "flags=NoDecay limits=cpu=60" },
            Qos("tsumugi-old", Mark + "allocation:old", "cpu=1"),
            Qos("tsumugi-theirs", "made by hand", "cpu=1"),
            Qos("tsumugi-taken", "made by hand", "cpu=1"),
            ClusterItem.Account("tsumugi-p-x", Mark + "project:x", "root", ["tsumugi-a"]),
            ClusterItem.User("tsumugi-p-x", "stranger", ["tsumugi-a"]),
        };
        var drifts = CompareAccounts.Run(
            [wanted, other, Qos("tsumugi-taken", Mark + "allocation:taken", "cpu=1"), found[4]], found, Mark, []);
        Assert.Equal(
            [
                (DriftKind.Differs, "tsumugi-a", true), (DriftKind.Missing, "tsumugi-b", true), (DriftKind.Taken, "tsumugi-taken", false),
                (DriftKind.Extra, "tsumugi-old", true), (DriftKind.Foreign, "tsumugi-theirs", false), (DriftKind.Extra, "tsumugi-p-x/stranger", true),
            ],
            drifts.Select(drift => (drift.Kind, drift.Item.Name, drift.Repairable)));
    }

    [Fact]
    public void What_the_hub_told_under_another_address_is_still_its_own()
    {
        var item = Qos("tsumugi-a", "tsumugi:before.example:allocation:a", "cpu=60");
        var told = new ToldItem { SiteId = "cluster", Kind = ItemKind.Qos, Name = "tsumugi-a", Description = item.Description, Value = item.Value };
        Assert.False(CompareAccounts.IsOurs(item, [item], Mark, []));
        Assert.True(CompareAccounts.IsOurs(item, [item], Mark, [told]));
    }

    [Fact]
    public void Limits_that_are_no_longer_wanted_are_lifted()
    {
        var commands = ClusterAccounts.Put(Qos("tsumugi-a", Mark, "billing=60"), Qos("tsumugi-a", Mark, "cpu=60,gres/gpu=4")).ToList();
        Assert.Equal("GrpTRESMins=billing=60,cpu=-1,gres/gpu=-1", Assert.Single(commands)[^1]);
    }

    private static ClusterItem Qos(string name, string description, string limits) => ClusterItem.Qos(name, description, Limits.Flags, limits.Split(','));

    private static Site SiteOf(decimal core, decimal gpu, string? weights) => new()
    {
        Id = "cluster",
        NameJa = "",
        NameEn = "",
        Engine = "slurm",
        Prices = new() { CoreHour = core, GpuHour = gpu },
        Partitions = [new("main", 2, 4, 4000, "fake", 2, null, weights)],
    };
}
