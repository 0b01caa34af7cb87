using System.Diagnostics;
using System.Net.Http.Json;
using Parquet;
using Tsumugi.Client.Compute;
using Tsumugi.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Compute.Usage;
using Tsumugi.Datasets;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Compute;

/// <summary>Usage: added up by what is asked for, seen by whom it concerns, settled again when accounting corrects itself.</summary>
public sealed class UsageTests
{
    private static readonly DateTime March = new(2026, 3, 31, 14, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Usage_isAddedUp_byMonthAndFiscalYearOfJapan_forThoseWhomItConcerns()
    {
        await using var hub = await StartAsync();
        await SettleAsync(hub, "a-1", "lab", March, hours: 2, cores: 4, cpuHours: 3, minutes: 180);

        // Half past midnight on 1 April in Japan: another month, and another fiscal year.
        await SettleAsync(hub, "a-2", "lab", March.AddHours(1.5), hours: 1, cores: 4, cpuHours: 1, minutes: 60);
        await SettleAsync(hub, "b-1", "elsewhere", March, hours: 5, cores: 1, cpuHours: 5, minutes: 300);
        using var member = hub.Client(await hub.TokenAsync("member"));
        var rows = (await member.GetFromJsonAsync<List<UsageRow>>("/api/v1/compute/usage?by=fiscalYear,month", Stop))!;
        Assert.Equal(
            [("2025", "2026-03", 1, 8, 3, 12, 16), ("2026", "2026-04", 1, 4, 1, 4, 8)],
            rows.Select(row => (row.Group["fiscalYear"], row.Group["month"], row.Runs, row.CoreHours, row.CoreHoursUsed!.Value, row.RequestedCoreHours, (double)row.Credits)));
        Assert.Equal("institution,runs,coreHours,coreHoursUsed,requestedCoreHours,gpuHours,meanWaitHours,credits\nlab,1,4,1,4,0,0.5,8\n", await member.GetStringAsync(new Uri("/api/v1/compute/usage.csv?year=2026", UriKind.Relative), Stop));
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        Assert.Equal(["elsewhere", "lab"], (await boss.GetFromJsonAsync<List<UsageRow>>("/api/v1/compute/usage?by=institution", Stop))!.Select(row => row.Group["institution"]));
        await hub.StopAsync();
    }

    [Fact]
    public async Task Usage_isGivenAsParquet_andAsCountersOfOpenMetrics_toThoseWhomItConcerns()
    {
        await using var hub = await StartAsync();
        await SettleAsync(hub, "a-1", "lab", March, hours: 2, cores: 4, cpuHours: 3, minutes: 180);
        await SettleAsync(hub, "b-1", "elsewhere", March, hours: 5, cores: 1, cpuHours: 5, minutes: 300);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var file = new MemoryStream(await boss.GetByteArrayAsync(new Uri("/api/v1/compute/usage.parquet?by=institution,fiscalYear", UriKind.Relative), Stop));
        await using (var reader = await ParquetReader.CreateAsync(file, cancellationToken: Stop))
        {
            Assert.Equal(["institution", "fiscalYear", "runs", "coreHours", "coreHoursUsed", "requestedCoreHours", "gpuHours", "meanWaitHours", "credits"], reader.Schema.DataFields.Select(field => field.Name));
            using var group = reader.OpenRowGroupReader(0);
            Assert.Equal(2, group.RowCount);
            var credits = new decimal[2];
            await group.ReadAsync<decimal>(reader.Schema.DataFields[8], credits, cancellationToken: Stop);
            Assert.Equal([10m, 16m], credits);
        }

        using var member = hub.Client(await hub.TokenAsync("member"));
        using var answer = await member.GetAsync(new Uri("/api/v1/compute/usage/metrics?by=institution,fiscalYear", UriKind.Relative), Stop);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split('\n');
        Assert.Contains("# TYPE tsumugi_usage_core_seconds counter", lines);
        Assert.Contains("# UNIT tsumugi_usage_core_seconds seconds", lines);
        Assert.Contains("tsumugi_usage_core_seconds_total{institution=\"lab\",fiscal_year=\"2025\"} 28800", lines);
        Assert.Contains("tsumugi_usage_credits_total{institution=\"lab\",fiscal_year=\"2025\"} 16", lines);
        Assert.DoesNotContain(lines, line => line.Contains("elsewhere", StringComparison.Ordinal));
        Assert.Equal(["# EOF", ""], lines[^2..]);
        await hub.StopAsync();
    }

    /// <summary>By the reference reader of the format (Debian's python3-prometheus-client), which refuses whatever is not of it.</summary>
    [Fact]
    public async Task OpenMetrics_areTakenByAReaderOfTheFormat()
    {
        const string Reader = "/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py";
        Assert.SkipUnless(File.Exists(Reader) || Environment.GetEnvironmentVariable("CI") == "true", "python3-prometheus-client is not installed.");
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        var none = await boss.GetStringAsync(new Uri("/api/v1/compute/usage/metrics", UriKind.Relative), Stop);
        Assert.Equal("", await ReadAsync(none));
        await SettleAsync(hub, "a-1", "lab", March, hours: 2, cores: 4, cpuHours: 3, minutes: 180);
        await SettleAsync(hub, "b-1", "elsewhere", March, hours: 5, cores: 1, cpuHours: 5, minutes: 300);
        var read = await ReadAsync(await boss.GetStringAsync(new Uri("/api/v1/compute/usage/metrics?by=institution,fiscalYear", UriKind.Relative), Stop));
        Assert.Contains("counter seconds tsumugi_usage_core_worked_seconds_total elsewhere 2025 18000\n", read, StringComparison.Ordinal);
        Assert.Equal(14, read.Count(letter => letter == '\n'));
        await hub.StopAsync();
    }

    private static async Task<string> ReadAsync(string text)
    {
        const string Program = """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families
            for family in text_string_to_metric_families(sys.stdin.read()):
                for sample in family.samples:
                    print(family.type, family.unit, sample.name, *sample.labels.values(), sample.value)
            """;
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(text.AsMemory(), Stop);
        process.StandardInput.Close();
        var (read, errors) = (await process.StandardOutput.ReadToEndAsync(Stop), await process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, errors);
        return read;
    }

    [Fact]
    public async Task CorrectedRecord_isSettledAgain_andTheSameOneIsNot()
    {
        await using var hub = await StartAsync();
        Assert.True(await SettleAsync(hub, "a-1", "lab", March, hours: 2, cores: 4, cpuHours: 3, minutes: 180));
        Assert.False(await SettleAsync(hub, "a-1", "lab", March, hours: 2, cores: 4, cpuHours: 3, minutes: 180));
        Assert.True(await SettleAsync(hub, "a-1", "lab", March, hours: 1, cores: 4, cpuHours: 3, minutes: 180));
        var record = await hub.UseDbAsync(db => Task.FromResult(db.Set<UsageRecord>().Single()));
        Assert.Equal((2, 4, 8m), (record.Version, record.Measure.CoreHours, record.Credits));
        var kinds = await hub.UseDbAsync(db => Task.FromResult(db.Set<EventRow>().Where(row => row.Subject == "job:a-1").OrderBy(row => row.Seq).Select(row => row.Kind).ToList()));
        Assert.Equal(["usage.settled", "usage.corrected"], kinds);
        await hub.StopAsync();
    }

    private static async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync(Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>());
        await hub.AddPersonAsync("member", false, "lab");
        await hub.AddPersonAsync("outsider", false, "elsewhere");
        await hub.AddPersonAsync("boss", isOperator: true);
        return hub;
    }

    /// <summary>As accounting tells it of a site at two credits a core hour, after half an hour of waiting.</summary>
    private static Task<bool> SettleAsync(TestHub hub, string id, string institution, DateTime ended, double hours, int cores, double cpuHours, int minutes) => hub.UseDbAsync(async db =>
    {
        var site = new Site { Id = "cluster", NameJa = "", NameEn = "", Engine = "slurm", Prices = new() { CoreHour = 2 } };
        var job = await db.FindAsync<Job>(id) ?? db.Add(new Job
        {
            Id = id,
            Kind = "probe",
            RecipeName = "probe",
            Recipe = "{}",
            InstitutionId = institution,
            PersonId = "member",
            Inputs = new Dictionary<string, string>(),
            Output = null,
            Seed = 1,
            Threads = cores,
            CreatedAt = ended,
            State = JobState.Succeeded,
        }).Entity;
        var began = ended.AddHours(-hours);
        var measure = new UsageMeasure("COMPLETED", "main", "n1", began.AddHours(-0.5), began, ended, hours * 3600, cores, 100, 0, null, minutes, cpuHours * 3600);
        var settled = await SettleUsage.StageAsync(db, site, id, 0, job, measure, DateTime.UtcNow, Stop);
        await db.SaveChangesAsync(Stop);
        return settled;
    });
}
