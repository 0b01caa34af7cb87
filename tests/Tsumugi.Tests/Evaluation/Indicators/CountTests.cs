using System.Globalization;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Merging;
using Tsumugi.Tests.Models;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Evaluation.Indicators;

/// <summary>What the indicators count, from records written as the rooms write them.</summary>
public sealed class CountTests(CountHub hub) : IClassFixture<CountHub>
{
    private static readonly Caller Boss = new() { PersonId = "boss", IsOperator = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Person_with_many_jobs_at_two_institutions_counts_once_and_once_in_each() => hub.Hub.UseDbAsync(async db =>
    {
        var year = await JobsAsync(db, ("kei", "north"), ("kei", "north"), ("kei", "south"), ("rin", "south"));
        var count = await db.CountAllAsync();
        var people = (await Definitions.FindAsync(db, "computeResearchers", null, Stop)).Value;
        var of = await count.ByInstitutionAsync(people, new() { Year = year }, Stop);
        Assert.True((await count.CountAsync(people, new() { Year = year }, Stop)).Value >= 2);
        Assert.Equal((1, 2), (of.Single(one => one.Institution == "north").Value, of.Single(one => one.Institution == "south").Value));
        Assert.Equal(1, (await count.CountAsync(people, new() { Year = year, Institution = "north" }, Stop)).Value);
        Assert.Equal(0, (await count.CountAsync(people, new() { Year = year, Institution = "nowhere" }, Stop)).Value);
        return true;
    });

    [Fact]
    public Task Evidence_of_a_part_is_the_rows_of_that_part_and_pages_join() => hub.Hub.UseDbAsync(async db =>
    {
        var year = await JobsAsync(db, [.. Enumerable.Range(0, 25).Select(at => ($"walker-{at % 7}", at % 2 == 0 ? "east" : "west"))]);
        var count = await db.CountAllAsync();
        var evidence = new ReadEvidence(db, count, new([]));
        var people = (await Definitions.FindAsync(db, "computeResearchers", null, Stop)).Value;
        var (rows, place) = (new List<CountedRow>(), (EvidencePlace?)EvidencePlace.Beginning);
        while (place is { } here)
        {
            var page = await evidence.PageAsync(Boss, people, new() { Year = year, Institution = "east" }, here, 4, Stop);
            Assert.InRange(page.Rows.Count, 1, 4);
            rows.AddRange(page.Rows);
            place = page.Next is { } next ? EvidencePlace.Read(next.ToString()) : null;
        }

        Assert.Equal(13, rows.Count);
        Assert.All(rows, row => Assert.Equal("east", row.Institution));
        Assert.Equal(rows.Select(row => row.Record).Order(), rows.Select(row => row.Record));
        Assert.Equal(7, rows.Select(row => row.Counted).Distinct().Count());
        return true;
    });

    [Fact]
    public Task New_version_counts_the_whole_thread_and_stands_beside_the_old() => hub.Hub.UseDbAsync(async db =>
    {
        var year = await JobsAsync(db, ("aki", "versioned"), ("aki", "versioned"));
        await db.CountAllAsync();
        var old = (await Definitions.FindAsync(db, "projectsActive", null, Stop)).Value;
        var text = old.Row.Text.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("counts: belongsTo project", "counts: subject", StringComparison.Ordinal);
        Assert.Equal("wrong-version", (await Definitions.AddAsync(db, Boss, text.Replace("version: 2", "version: 3", StringComparison.Ordinal), Stop)).Refusal!.Code);
        Assert.False((await Definitions.AddAsync(db, Boss, text, Stop)).Refused);
        var count = await db.CountAllAsync();
        var filter = new IndicatorFilter { Year = year, Institution = "versioned" };
        var newest = (await Definitions.FindAsync(db, "projectsActive", null, Stop)).Value;
        Assert.Equal((2, 2L, 0L), (newest.Row.Version, (await count.CountAsync(newest, filter, Stop)).Value, (await count.CountAsync((await Definitions.FindAsync(db, "projectsActive", 1, Stop)).Value, filter, Stop)).Value));
        return true;
    });

    [Fact]
    public Task Counted_again_from_the_beginning_gives_the_same_rows() => hub.Hub.UseDbAsync(async db =>
    {
        await JobsAsync(db, ("mio", "again"), ("mio", "again"));
        await db.CountAllAsync();
        await JobsAsync(db, ("mio", "again"), ("sora", "again"));
        await db.CountAllAsync();
        var (rows, sums) = (await db.Set<IndicatorRow>().AsNoTracking().ToListAsync(Stop), await db.Set<IndicatorSum>().AsNoTracking().ToListAsync(Stop));
        await db.Set<IndicatorRow>().ExecuteDeleteAsync(Stop);
        await db.Set<IndicatorSum>().ExecuteDeleteAsync(Stop);
        await db.Set<DefinitionRow>().ExecuteUpdateAsync(change => change.SetProperty(row => row.CountedTo, 0), Stop);
        db.ChangeTracker.Clear();
        await db.CountAllAsync();
        Assert.Equal(rows, await db.Set<IndicatorRow>().AsNoTracking().ToListAsync(Stop));
        Assert.Equal(sums, await db.Set<IndicatorSum>().AsNoTracking().ToListAsync(Stop));
        return true;
    });

    [Fact]
    public Task What_a_later_record_says_does_not_change_what_was_counted() => hub.Hub.UseDbAsync(async db =>
    {
        var year = await JobsAsync(db, ("umi", "moved"));
        var job = (await db.Set<EventRow>().OrderByDescending(row => row.Seq).FirstAsync(row => row.Kind == "job.starting", Stop)).Subject;
        db.Record(new() { Actor = Boss.Node, Kind = "test.tied", Subject = NodeRef.Parse(job), Ties = [new(NodeRef.Parse(job), Relations.RunBy, NodeRef.Of("person", "somebody-else"))] });
        await db.SaveChangesAsync(Stop);
        var count = await db.CountAllAsync();
        var people = (await Definitions.FindAsync(db, "computeResearchers", null, Stop)).Value;
        var page = await new ReadEvidence(db, count, new([])).PageAsync(Boss, people, new() { Year = year, Institution = "moved" }, EvidencePlace.Beginning, 10, Stop);
        Assert.Equal("person:umi", Assert.Single(page.Rows).Counted);
        return true;
    });

    [Fact]
    public Task Records_of_one_human_being_count_once_while_they_are_merged_and_what_was_counted_before_can_be_counted_again() => hub.Hub.UseDbAsync(async db =>
    {
        var year = await JobsAsync(db, ("ume", "orchard"), ("ume-old", "orchard"), ("sakura", "orchard"), ("ume-old", "grove"));
        db.AddRange(new Person { Id = "ume", Name = "Ume", IsOperator = false }, new Person { Id = "ume-old", Name = "Ume", IsOperator = false });
        await db.SaveChangesAsync(Stop);
        var count = await db.CountAllAsync();
        var people = (await Definitions.FindAsync(db, "computeResearchers", null, Stop)).Value;
        var (all, orchard) = (new IndicatorFilter { Year = year }, new IndicatorFilter { Year = year, Institution = "orchard" });
        var (before, at) = ((await count.CountAsync(people, all, Stop)).Value, await db.Set<EventRow>().MaxAsync(row => row.Seq, Stop));
        Assert.Equal(3, (await count.CountAsync(people, orchard, Stop)).Value);

        var merge = (await new MergePeople("ume", "ume-old", "One desk").RunAsync(db, Boss, DateTime.UtcNow, Stop)).Value;
        await db.CountAllAsync();
        Assert.Equal(2, (await count.CountAsync(people, orchard, Stop)).Value);
        Assert.Equal(before - 1, (await count.CountAsync(people, all, Stop)).Value);
        Assert.Equal(before, await count.CountAsOfAsync(people, year, at, Stop));
        var parts = (await count.ByInstitutionAsync(people, all, Stop)).ToDictionary();
        Assert.Equal((2L, 1L), (parts["orchard"], parts["grove"]));
        var page = await new ReadEvidence(db, count, new([])).PageAsync(Boss, people, orchard, EvidencePlace.Beginning, 10, Stop);
        Assert.Equal(["person:ume", "person:ume", "person:sakura"], page.Rows.Select(row => row.Counted));
        Assert.Contains(await db.Set<EventRow>().Where(row => row.Kind == "person.merged").Select(row => row.Seq).SingleAsync(Stop), page.Records);

        await new UndoMerge("ume", merge.Id).RunAsync(db, Boss, DateTime.UtcNow, Stop);
        await db.CountAllAsync();
        Assert.Equal(3, (await count.CountAsync(people, orchard, Stop)).Value);
        return true;
    });

    [Theory]
    [InlineData("2027-03-31T14:59:59.999999Z", 2026, 4)]
    [InlineData("2027-03-31T15:00:00.000000Z", 2027, 1)]
    [InlineData("2026-06-30T15:00:00.000000Z", 2026, 2)]
    [InlineData("2026-12-31T15:00:00.000000Z", 2026, 4)]
    public void Quarter_of_an_instant_is_that_of_japan(string at, int year, int quarter) =>
        Assert.Equal(new FiscalQuarter(year, quarter), FiscalQuarter.Of(HashChain.ReadTime(at)));

    [Fact]
    public void Quarters_of_a_year_are_one_span() => Gen.Int[2000, 2200].Sample(year =>
    {
        var first = FiscalQuarter.Of(new DateOnly(year, 4, 1));
        Assert.Equal(first.Index + 3, FiscalQuarter.Of(new DateOnly(year + 1, 3, 31)).Index);
        Assert.Equal(first.Index + 4, FiscalQuarter.Of(new DateOnly(year + 1, 4, 1)).Index);
        Assert.Equal(first, FiscalQuarter.At(first.Index));
    });

    /// <returns>The present fiscal year, in which they are recorded.</returns>
    private static async Task<FiscalYear> JobsAsync(HubDb db, params (string Person, string Institution)[] jobs)
    {
        foreach (var (person, institution) in jobs)
        {
            var job = NodeRef.Of("job", string.Create(CultureInfo.InvariantCulture, $"made-{Guid.NewGuid():n}"));
            db.Record(new()
            {
                Actor = NodeRef.Of("person", person),
                Kind = "job.submitted",
                Subject = job,
                Ties = [new(job, Relations.RunBy, NodeRef.Of("person", person)), new(job, Relations.BelongsTo, NodeRef.Of("institution", institution))],
            });
            db.Record(new() { Actor = NodeRef.Of("hub", "self"), Kind = "job.starting", Subject = job });
        }

        await db.SaveChangesAsync(Stop);
        return FiscalYear.Of(DateTime.UtcNow);
    }
}
