using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Cli.Capturing;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Quotas;
using Tsumugi.Tests.Kit;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Instruments.Captures;

/// <summary>The program beside an instrument, against a real hub: whatever happens, nothing is lost and nothing becomes two.</summary>
public sealed class CaptureTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private const string Reads = "@M00123:42:000000000-ABCDE:1:1101:15589:1332 1:N:0:ACGT\nACGT\n+\nIIII\n";

    private const string RunInfo = """<RunInfo><Run Id="261201_M00123_0042_000000000-ABCDE"><Flowcell>000000000-ABCDE</Flowcell><Instrument>M00123</Instrument><Reads><Read Number="1" NumCycles="151" IsIndexedRead="N" /></Reads></Run></RunInfo>""";

    private static CancellationToken Stop => ProjectLab.Stop;

    private Uri Hub => lab.Lab.Hub.Address;

    [Fact]
    public async Task Run_comes_to_the_booking_project_person_and_sample_and_its_folder_stays_as_it_is()
    {
        var (instrument, member) = (await InstrumentAsync(), await lab.AsAsync("member"));
        await lab.BeginAsync($"{instrument}-work");
        var booking = await member.WalkUpAsync(instrument, new($"{instrument}-work", null, 60, "a run"), Stop);
        var sample = await member.RegisterSampleAsync(new() { Institution = "lab", Title = "Blood", Material = "blood", Organism = "NCBITaxon:9606", Licence = "CC-BY-4.0", Permission = "HMB", GivenIds = [$"{instrument}-tube"] }, Stop);
        using var beside = new Beside(instrument);
        beside.Write("run/RunInfo.xml", System.Text.Encoding.UTF8.GetBytes(RunInfo));
        beside.Write($"run/{instrument}-tube_S1_L001_R1_001.fastq", System.Text.Encoding.UTF8.GetBytes(Reads));

        // A sequencer's folder without its marker is not complete, however quiet it is.
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Assert.Empty(await ListAsync(instrument));
        beside.Write("run/RTAComplete.txt", "done"u8.ToArray());
        var before = beside.Sight();
        var (code, said) = await beside.OnceAsync(Hub, await TokenAsync());
        Assert.True(code == 0, said);
        var row = Assert.Single(await ListAsync(instrument));
        Assert.Equal((booking.Id, sample.Id, true, 1), (row.Booking, Assert.Single(row.Samples), row.Complete, row.Revisions));
        Assert.Equal(before, beside.Sight());

        var dataset = await member.DatasetAsync(row.Dataset, Stop);
        Assert.Equal(("institution", "HealthMedicalBiomedical", "member"), (dataset.Summary.Visibility.ToLowerInvariant(), dataset.EffectiveConditions.Permission, dataset.Revisions[0].Person));
        var settings = dataset.Revisions[0].Facts.GetProperty("acquisition");
        Assert.Equal(("M00123", "000000000-ABCDE"), (settings.GetProperty("instrument serial number").GetString(), settings.GetProperty("flow cell").GetString()));
        var ties = await lab.Lab.Hub.UseDbAsync(db => db.Set<TieRow>().Where(tie => tie.From == dataset.Revisions[0].Node || tie.From == $"dataset:{row.Dataset}").Select(tie => tie.To).ToListAsync(Stop));
        foreach (var node in (string[])[$"booking:{booking.Id}", $"sample:{sample.Id}", $"instrument:{instrument}", $"project:{instrument}-work"])
            Assert.Contains(node, ties);

        // Seen again it is the same, also by a program that remembers nothing.
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Directory.Delete(beside.State, recursive: true);
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Assert.Equal(1, Assert.Single(await ListAsync(instrument)).Revisions);
    }

    [Fact]
    public async Task Sample_is_known_by_any_part_of_a_name()
    {
        var (instrument, member) = (await InstrumentAsync(), await lab.AsAsync("member"));
        var sample = await member.RegisterSampleAsync(new() { Institution = "lab", Title = "Leaf", Material = "leaf", Organism = "NCBITaxon:3702", Licence = "CC-BY-4.0", Permission = "GRU", GivenIds = [$"{instrument}x"] }, Stop);
        using var beside = new Beside(instrument);
        beside.Write($"scan-{instrument}x.raw", Beside.Bytes(1000, 7));
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Assert.Equal([sample.Id], Assert.Single(await ListAsync(instrument)).Samples);
    }

    [Fact]
    public async Task Two_captures_of_one_run_at_once_make_one_dataset()
    {
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument);
        beside.Write("run/a.raw", Beside.Bytes(3 << 20, 1));
        beside.Write("run/b.raw", Beside.Bytes(1000, 2));
        var token = await TokenAsync();
        using var first = beside.StartWith(beside.State + "-1", Hub, token, "--once", "--piece", "1");
        using var second = beside.StartWith(beside.State + "-2", Hub, token, "--once", "--piece", "1");
        Assert.All(await Task.WhenAll(Beside.EndAsync(first), Beside.EndAsync(second)), end => Assert.True(end.Code == 0, end.Said));
        Assert.Equal((true, 1), Assert.Single(await ListAsync(instrument)) is var row ? (row.Complete, row.Revisions) : default);
    }

    [Fact]
    public async Task Network_that_drops_and_a_program_that_is_killed_lose_nothing_and_send_little_twice()
    {
        const int size = 12 << 20;
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument);
        var content = Beside.Bytes(size, 3);
        beside.Write("long.raw", content);
        await using var wire = new Wire(Hub, 5 << 20);
        var process = beside.Start(wire.Address, await TokenAsync(), "--piece", "1");
        await Until.HoldsAsync("the network is cut", () => Task.FromResult(wire.IsCut));
        process.Kill();
        await process.WaitForExitAsync(Stop);
        process.Dispose();
        Assert.False(Assert.Single(await ListAsync(instrument)).Complete);

        using var again = beside.Start(wire.Address, await TokenAsync(), "--piece", "1");
        await Until.HoldsAsync("it says that the hub is away", () => Task.FromResult(Directory.EnumerateFiles(beside.State, "*.json", SearchOption.AllDirectories).Any(file => File.ReadAllText(file).Contains("\"problem\": \"", StringComparison.Ordinal))));
        wire.Mend();
        await Until.HoldsAsync("it is whole", async () => Assert.Single(await ListAsync(instrument)).Complete);
        again.Kill();
        var (row, member) = (Assert.Single(await ListAsync(instrument)), await lab.AsAsync("member"));
        using var copy = new MemoryStream();
        await member.DownloadAsync("dataset", row.Dataset, (await member.DatasetAsync(row.Dataset, Stop)).Revisions[0].Hash, "long.raw", copy, Stop);
        Assert.Equal(content, copy.ToArray());
        Assert.InRange(wire.Sent, size, size + (3 << 20));
    }

    [Fact]
    public async Task File_that_grows_again_is_the_next_revision_and_one_that_took_its_name_another_dataset()
    {
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument);
        var path = beside.Write("trace.raw", Beside.Bytes(100_000, 4));
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        File.AppendAllText(path, "and more");
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        var grown = Assert.Single(await ListAsync(instrument));
        Assert.Equal((2, true), (grown.Revisions, grown.Complete));
        var revisions = (await (await lab.AsAsync("member")).DatasetAsync(grown.Dataset, Stop)).Revisions;
        Assert.Equal([100_008, 100_000], revisions.Select(revision => revision.Files[0].Size));

        File.WriteAllBytes(path, Beside.Bytes(100_000, 5));
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Assert.Equal([1, 2], (await ListAsync(instrument)).Select(row => row.Revisions).Order());

        // Whoever tidies up beside the instrument takes nothing from the hub.
        File.Delete(path);
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        Assert.Equal(2, (await ListAsync(instrument)).Count);
    }

    [Fact]
    public async Task File_that_is_still_written_waits()
    {
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument) { Quiet = "2" };
        var path = beside.Write("slow.raw", Beside.Bytes(1000, 6));
        using var process = beside.Start(Hub, await TokenAsync());
        for (var i = 0; i < 30; i++)
        {
            File.AppendAllText(path, "more");
            await Task.Delay(100, Stop);
        }

        await Until.HoldsAsync("it is captured", async () => await ListAsync(instrument) is [{ Complete: true }]);
        process.Kill();
        var row = Assert.Single(await ListAsync(instrument));
        Assert.Equal(1120, (await (await lab.AsAsync("member")).DatasetAsync(row.Dataset, Stop)).Revisions[^1].Files[0].Size);
        Assert.Equal(1, row.Revisions);
    }

    [Fact]
    public async Task Full_storage_of_the_institution_is_said_and_waited_for()
    {
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument);
        beside.Write("big.raw", Beside.Bytes(200_000, 7));
        await LimitAsync(1);
        var (code, said) = await beside.OnceAsync(Hub, await TokenAsync());
        await LimitAsync(null);
        Assert.Equal(1, code);
        Assert.Contains("big.raw", said, StringComparison.Ordinal);
        Assert.False(Assert.Single(await ListAsync(instrument)).Complete);
        (code, said) = await beside.OnceAsync(Hub, await TokenAsync());
        Assert.True(code == 0, said);
        Assert.True(Assert.Single(await ListAsync(instrument)).Complete);
    }

    [Fact]
    public async Task Full_disk_beside_the_instrument_stops_nothing()
    {
        var instrument = await InstrumentAsync();
        using var beside = new Beside(instrument);
        Directory.CreateDirectory(beside.State);
        Assert.SkipUnless(OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tsumugi", beside.State) == 0, "A small disk can be made by root alone.");
        try
        {
            beside.Write("data.raw", Beside.Bytes(200_000, 8));
            Directory.CreateDirectory(Path.Combine(beside.State, "acquisitions"));
            try
            {
                File.WriteAllBytes(Path.Combine(beside.State, "full"), new byte[128 << 10]);
            }
            catch (IOException)
            {
                // As full as it gets.
            }

            var (_, said) = await beside.OnceAsync(Hub, await TokenAsync());
            File.Delete(Path.Combine(beside.State, "full"));
            var (code, later) = await beside.OnceAsync(Hub, await TokenAsync());
            Assert.True(code == 0, said + later);
            Assert.Equal((true, 1), Assert.Single(await ListAsync(instrument)) is var row ? (row.Complete, row.Revisions) : default);
        }
        finally
        {
            await RunAsync("umount", beside.State);
        }
    }

    [Fact]
    public async Task What_neither_clock_nor_headers_told_somebody_says_on_the_instrument()
    {
        var (instrument, member) = (await InstrumentAsync(), await lab.AsAsync("member"));
        using var beside = new Beside(instrument);
        beside.Write("alone.raw", Beside.Bytes(100, 9));
        Assert.Equal(0, (await beside.OnceAsync(Hub, await TokenAsync())).Code);
        var row = Assert.Single(await ListAsync(instrument));
        Assert.Null(row.Booking);
        Assert.Equal("bad-samples", await InstrumentLab.CodeAsync(() => member.JoinCaptureAsync(row.Id, new("nothing", null), Stop)));
        await lab.BeginAsync($"{instrument}-work");
        var booking = await member.WalkUpAsync(instrument, new($"{instrument}-work", null, 60, "late"), Stop);
        Assert.Equal(booking.Id, (await member.JoinCaptureAsync(row.Id, new(booking.Id, null), Stop)).Booking);
        using var browser = lab.Lab.Hub.Client(await TokenAsync());
        Assert.Contains("alone.raw", await browser.GetStringAsync(new Uri($"/instruments/{instrument}", UriKind.Relative), Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_staff_and_who_holds_the_booking_bring_in(bool holds)
    {
        var instrument = await InstrumentAsync();
        var outsider = await lab.AsAsync("second");
        if (holds)
        {
            await lab.BeginAsync($"{instrument}-work", person: "second");
            await outsider.WalkUpAsync(instrument, new($"{instrument}-work", null, 60, "mine"), Stop);
        }

        var said = new CaptureAnnouncement { Name = "x", Fingerprint = new('a', 64), StartedAt = DateTime.UtcNow };
        if (holds)
            Assert.NotNull((await outsider.AnnounceCaptureAsync(instrument, said, Stop)).Booking);
        else
            Assert.Equal("staff-only", await InstrumentLab.CodeAsync(() => outsider.AnnounceCaptureAsync(instrument, said, Stop)));
    }

    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(3610, 10, 3600)]
    [InlineData(-3590, 10, -3600)]
    [InlineData(15, 10, 0)]
    public void Clock_that_is_set_is_noticed(double byClock, double passed, double jump)
    {
        var start = new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(jump, new CaptureClock(start, TimeSpan.Zero).Look(start.AddSeconds(byClock), TimeSpan.FromSeconds(passed)));
    }

    private async Task<string> InstrumentAsync() =>
        (await (await lab.AsAsync("steward")).RegisterInstrumentAsync(InstrumentLab.Plain with { Id = $"m{Guid.NewGuid():n}"[..12], Staff = ["member"] }, Stop)).Id;

    private Task<string> TokenAsync() => lab.Lab.Hub.TokenAsync("member");

    private async Task<IReadOnlyList<CaptureView>> ListAsync(string instrument) => (await (await lab.AsAsync("member")).CapturesAsync(instrument, 1, Stop)).Items;

    private Task<int> LimitAsync(long? bytes) => lab.Lab.Hub.UseDbAsync(async db =>
    {
        await db.Set<Quota>().Where(row => row.Owner == "institution:lab").ExecuteDeleteAsync(Stop);
        if (bytes is { } limit)
            db.Add(new Quota { Owner = "institution:lab", LimitBytes = limit });
        return await db.SaveChangesAsync(Stop);
    });

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Stop);
        return process.ExitCode;
    }
}
