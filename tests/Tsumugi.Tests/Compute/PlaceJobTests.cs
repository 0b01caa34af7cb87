using Tsumugi.Client.Compute;
using Tsumugi.Compute.Placement;
using Tsumugi.Compute.Sites;
using Tsumugi.Hub;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute;

/// <summary>Where a job is placed, and why: rows of what is asked and what comes of it.</summary>
public sealed class PlaceJobTests
{
    private static readonly DateTime Now = new(2026, 11, 28, 12, 0, 0, DateTimeKind.Utc);

    private static readonly NodeRef Genomes = NodeRef.Parse("dataset:lab/genomes@1f");

    [Fact]
    public void Cheapest_isChosen_andTheReasonNamesTheNext()
    {
        var placed = Decide([Of("dear", price: 3), Of("cheap", price: 1)]);
        Assert.Equal("cheap", placed.Value.SiteId);
        Assert.Equal("It costs least (4 credits an hour; next dear, 12).", placed.Value.Reason.En);
    }

    [Fact]
    public void ShortestQueue_decidesAtTheSamePrice()
    {
        var placed = Decide([Of("busy", waiting: 6_400), Of("quiet", waiting: 640)]);
        Assert.Equal("quiet", placed.Value.SiteId);
        Assert.Equal("Its queue is shortest (about 10 min; next busy, about 100).", placed.Value.Reason.En);
    }

    [Fact]
    public void SmallestHardwareThatFits_decidesAtTheSamePriceAndQueue()
    {
        var placed = Decide([Of("gpus", gpus: 4), Of("plain")]);
        Assert.Equal("plain", placed.Value.SiteId);
    }

    [Fact]
    public void DataThatMayNotLeave_bringTheJobToThem_whateverItCosts()
    {
        var placed = Decide([Of("cheap", price: 1), Of("home", price: 9, held: "dataset:lab/genomes")], inputs: Genomes);
        Assert.Equal("home", placed.Value.SiteId);
        Assert.Equal("The input dataset:lab/genomes may not leave this site.", placed.Value.Reason.En);
    }

    [Fact]
    public void DataOfAnInstitutionThatMayNotLeave_areRefusedToTheSiteAskedFor()
    {
        var placed = Decide([Of("cheap"), Of("home", held: "institution:lab")], asked: "cheap", inputs: Genomes);
        Assert.Equal("no-site", placed.Refusal!.Code);
        Assert.Contains("cheap: the input dataset:lab/genomes may not leave home.", placed.Refusal.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void DownOrUnderMaintenance_comesLast_butIsBetterThanNone()
    {
        var resting = Of("resting", price: 1, maintenance: true);
        Assert.Equal("dear", Decide([resting, Of("dear", price: 9), Of("down", condition: SiteCondition.Down)]).Value.SiteId);
        Assert.Equal("resting", Decide([resting]).Value.SiteId);
    }

    [Theory]
    [InlineData(64, null, null, null, null, "it gives at most 32 cores.")]
    [InlineData(null, 999_999, null, null, null, "it gives at most 64000 MiB of memory.")]
    [InlineData(null, null, 1, null, null, "it gives at most 0 GPUs.")]
    [InlineData(null, null, 1, "a100", null, "it has no GPU a100.")]
    [InlineData(null, null, null, null, 100_000, "it runs a job for at most 1440 minutes.")]
    public void WhatNoSiteHas_isRefused_withEachSitesReason(int? cores, int? memory, int? gpus, string? model, int? minutes, string reason)
    {
        var placed = Decide([Of("plain")], new() { Cores = cores, MemoryMiB = memory, Gpus = gpus, GpuModel = model, Minutes = minutes });
        Assert.Equal("No site can run this job. plain: " + reason, placed.Refusal!.Reason.En);
    }

    [Fact]
    public void LimitsOfTheOperator_countBesideThoseOfTheHardware()
    {
        var site = Of("plain");
        site.Site.Policies = new() { MostCores = 8 };
        Assert.Contains("at most 8 cores", Decide([site], new() { Cores = 9 }).Refusal!.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownSite_isRefused_withThoseThatThereAre() =>
        Assert.Equal("There is no site 'moon'. Available: a, b.", Decide([Of("a"), Of("b")], asked: "moon").Refusal!.Fault("site")!.Value.En);

    [Fact]
    public void WhatIsNotNamed_isFilledIn_byTheShareOfTheNode()
    {
        var placed = Decide([Of("plain")], new() { Cores = 8 }).Value;
        Assert.Equal(new JobResources { Cores = 8, MemoryMiB = 16_000, Gpus = 0, Partition = "main" }, placed.Resources);
    }

    private static Outcome<Placed> Decide(IReadOnlyList<Candidate> sites, JobResources? asks = null, string? asked = null, params NodeRef[] inputs) =>
        PlaceJob.Decide(sites, asked, asks ?? new(), inputs, Now);

    /// <summary>Two nodes of 32 cores and 64,000 MiB.</summary>
    private static Candidate Of(string id, decimal price = 0, double waiting = 0, int gpus = 0, string? held = null, bool maintenance = false, SiteCondition condition = SiteCondition.Up) => new(
        new()
        {
            Id = id,
            NameJa = id,
            NameEn = id,
            Engine = "slurm",
            Partitions = [new("main", 2, 32, 64_000, gpus > 0 ? "v100" : null, gpus, 1440)],
            Prices = new() { CoreHour = price },
            Policies = new() { HeldData = held is null ? [] : [held] },
            Maintenance = maintenance ? [new(Now.AddHours(-1), Now.AddHours(1), "", "")] : [],
        },
        new(condition, default, Now, WaitingCoreMinutes: waiting));
}
