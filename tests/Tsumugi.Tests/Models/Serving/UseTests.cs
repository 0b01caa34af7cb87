using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client.Models;
using Tsumugi.Tests.Evaluation;
using Tsumugi.Hub;
using Tsumugi.Hub.Calendar;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Serving;
using Tsumugi.Models.Serving.Uses;
using Tsumugi.Tests.Datasets;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Models.Serving;

/// <summary>Every answered request is on the thread once, however the hub ends.</summary>
[Collection(nameof(ServedHub))]
public sealed class UseTests(ServedHub served)
{
    private static readonly NodeRef Model = NodeRef.Parse("model:lab/protein-encoder@1f2e");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private UseRecorder Recorder => served.Hub.Services.GetRequiredService<UseRecorder>();

    private UseJournal Journal => served.Hub.Services.GetRequiredService<UseJournal>();

    [Fact]
    public async Task Infer_answeredOrRefused_isCountedOnceOrNotAtAll()
    {
        await Recorder.RecordAsync(all: true, Stop);
        var before = await CountAsync();
        var answers = new List<SequencesAnswer>();
        for (var i = 0; i < 3; i++)
            answers.Add(await AskAsync(">a\nMKT\n>b\nMW"));
        using var refused = await PostAsync(">a\nM1");
        Assert.False(refused.IsSuccessStatusCode);
        Assert.Equal(before, await CountAsync());
        await Recorder.RecordAsync(all: true, Stop);
        await Recorder.RecordAsync(all: true, Stop);
        Assert.Equal(before + 3, await CountAsync());

        var use = Assert.Single(answers.Select(answer => answer.Use).Distinct());
        var (recorded, ties) = await served.Hub.UseDbAsync(async db => (
            await db.Set<EventRow>().SingleAsync(row => row.Subject == use, Stop),
            await db.Set<TieRow>().Where(tie => tie.From == use).Select(tie => tie.Relation + " " + tie.To).ToListAsync(Stop)));
        Assert.Equal(("model.used", "person:member"), (recorded.Kind, recorded.Actor));
        Assert.Contains("\"how\":\"sequences\",\"uses\":3,\"items\":6,", recorded.Body, StringComparison.Ordinal);
        Assert.Equal([$"used {answers[0].Model}", "usedBy person:member"], ties.Order(StringComparer.Ordinal));
        using var browser = await served.Hub.SignedInAsync("outsider");
        foreach (var (address, shown) in new[] { ("/models/lab/protein-encoder/uses", use), ("/models/lab/protein-encoder", "/models/lab/protein-encoder/uses") })
        {
            using var page = await browser.GetAsync(address);
            Assert.Contains(shown, await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Journal_ofAHubThatWasKilled_isRecordedByTheNextOnce()
    {
        // A journal of its own that nobody closes, as a killed hub leaves it; half a line was being written.
        var killed = new UseJournal(served.Hub.Options, TimeProvider.System);
        var (first, second) = (killed.Add(LabHub.Member, Model, "infer", 1, 10), killed.Add(LabHub.Member, Model, "infer", 2, 20));
        var other = killed.Add(LabHub.Member, Model, "sequences", 1, 1);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        var left = Journal.TakeClosed(all: true).Single(path => File.ReadAllText(path).Contains(first.Id, StringComparison.Ordinal));
        var copy = left + ".copy";
        File.Copy(left, copy);
        await File.AppendAllTextAsync(copy, "{\"use\":\"ha", Stop);
        killed.Dispose();

        await Recorder.RecordAsync(all: true, Stop);
        Assert.False(File.Exists(left));
        File.Move(copy, left);
        await Recorder.RecordAsync(all: true, Stop);
        Assert.False(File.Exists(left));
        var recorded = await served.Hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == first.ToString() || row.Subject == other.ToString()).ToListAsync(Stop));
        Assert.Equal(2, recorded.Count);
        Assert.Contains("\"uses\":2,\"items\":3,\"tokens\":30", recorded.Single(row => row.Subject == first.ToString()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_thatIsFullOrOld_beginsAnotherFile()
    {
        using var folder = new Folder();
        var clock = new Clock();
        using var journal = new UseJournal(served.Hub.Options with { DataFolder = folder.Path }, clock);
        for (var i = 0; i < UseJournal.MostUses; i++)
            journal.Add(LabHub.Member, Model, "infer", 1, 1);
        Assert.Equal(UseJournal.MostUses, UseJournal.Read(Assert.Single(journal.TakeClosed(all: false))).Count());
        journal.Add(LabHub.Member, Model, "infer", 1, 1);
        Assert.Single(journal.TakeClosed(all: false));
        clock.Now += UseJournal.MostAge;
        Assert.Equal(2, journal.TakeClosed(all: false).Count);
    }

    [Fact]
    public void Turns_ofOnePerson_areLimitedAndComeBack()
    {
        using var turns = new InferenceTurns(served.Hub.Options with { Inference = new() { PerPerson = 2 } });
        var (first, _) = (turns.Take(LabHub.Member), turns.Take(LabHub.Member));
        var refused = turns.Take(LabHub.Member);
        Assert.Equal((429, 1), (refused.Refusal!.Status, refused.Refusal.RetryAfter));
        Assert.False(turns.Take(LabHub.Member with { PersonId = "outsider" }).Refused);
        first.Value.Dispose();
        Assert.False(turns.Take(LabHub.Member).Refused);
    }

    [Theory]
    [InlineData("MODELS", "0")]
    [InlineData("PER_PERSON", "-1")]
    [InlineData("BATCH_TOKENS", "many")]
    public void Options_outOfRange_areRefusedByName(string name, string value) => Assert.Contains(
        $"TSUMUGI_INFERENCE_{name}", Assert.Throws<StateFolderException>(() => InferenceOptions.Read(asked => asked.EndsWith(name, StringComparison.Ordinal) ? value : null)).Message, StringComparison.Ordinal);

    private async Task<int> CountAsync() => (int)await served.Hub.UseDbAsync(db => db.IndicatorAsync("modelUses", FiscalYear.Asked(null, DateTime.UtcNow)));

    private async Task<SequencesAnswer> AskAsync(string fasta)
    {
        using var answer = await PostAsync(fasta);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return (await answer.Content.ReadFromJsonAsync<SequencesAnswer>(Stop))!;
    }

    private Task<HttpResponseMessage> PostAsync(string fasta) => served.Member.PostAsync(
        new Uri("/api/v1/models/lab/protein-encoder/infer?outputs=embedding", UriKind.Relative), new StringContent(fasta, Encoding.UTF8, "text/x-fasta"), Stop);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("tsumugi-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
