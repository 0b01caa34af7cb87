using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Talent;
using Tsumugi.Compute.Practicals;
using Tsumugi.Evaluation;
using Tsumugi.Evaluation.Indicators;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions.Tokens;
using Tsumugi.Talent;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Learning;
using Tsumugi.Talent.Practicals;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Talent;

/// <summary>Both shipped courses from the first lesson to the certificate, with the recipes, the sample and the worker that ship.</summary>
public sealed class PracticalTests : IAsyncLifetime
{
    private const string First = "sequences-to-embeddings";
    private const string Second = "finetune-protein";

    private static readonly string Root = Find();

    private TestHub _hub = null!;
    private HubClient _learner = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync(
            options => options with { RecipeFolder = Path.Combine(Root, "recipes") },
            Room.Of<TalentRoom>(), Room.Of<Tsumugi.Datasets.DatasetsRoom>(), Room.Of<Tsumugi.Compute.ComputeRoom>(), Room.Of<Tsumugi.Models.ModelsRoom>(), Room.Of<EvaluationRoom>());
        await _hub.AddPersonAsync("curator", false, "genome-center:steward");
        await _hub.AddPersonAsync("hanako", false, "university");
        _learner = new(_hub.Address, await _hub.TokenAsync("hanako"));
        using var curator = new HubClient(_hub.Address, await _hub.TokenAsync("curator"));
        foreach (var name in (string[])["leptospira", "gb1-fitness"])
            await curator.CreateDatasetAsync(new() { Institution = "genome-center", Name = name, TitleJa = name, TitleEn = name, Licence = "CC-BY-4.0", Permission = "NoRestriction" }, Stop);
        await using var genome = File.OpenRead(Path.Combine(Root, "samples", "leptospira-kirschneri-h1.gbk.gz"));
        await curator.ImportGenesAsync("genome-center/leptospira", "leptospira-kirschneri-h1.gbk.gz", genome, Stop);
        await curator.CommitFileAsync("dataset", "genome-center/gb1-fitness", "gb1-fitness.csv", await File.ReadAllBytesAsync(Path.Combine(Root, "samples", "gb1-fitness.csv"), Stop), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _learner.Dispose();
        await _hub.StopAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Learner_goesThroughBothCourses_andTakesCertificatesThatAnybodyVerifies()
    {
        // The second practical goes on from the model of the first.
        Assert.Equal("practical-first", (await Assert.ThrowsAsync<HubRefusedException>(() => _learner.StartPracticalAsync(Second, "university", Stop))).Problem.Code);

        var embeddings = await PassAsync(First);
        var artefact = NodeRef.Parse(embeddings.Artefact!);
        Assert.StartsWith($"university/learn-{First}-", artefact.Id, StringComparison.Ordinal);
        Assert.NotNull(embeddings.Allocation);
        Assert.Equal(1, await _hub.UseDbAsync(db => db.Set<Tsumugi.Compute.Allocations.Allocation>().CountAsync(row => row.PersonId == "hanako" && row.Exploratory, Stop)));
        await CertifiedAsync(First, embeddings);

        var fitness = await PassAsync(Second);
        Assert.Contains(fitness.Findings, finding => finding.What.Contains(embeddings.Artefact!, StringComparison.Ordinal) && finding.Holds);
        await CertifiedAsync(Second, fitness);

        await CountedAsync("coursesCompleted", 1);
        await CountedAsync("practicalsPassed", 1);
    }

    [Fact]
    public async Task Attempt_thatIsNotTheLearnersOrNotGoodEnough_doesNotPass()
    {
        var job = await _learner.SubmitAsync(new() { Recipe = "pretrain-protein-quick", Institution = "university", Inputs = new Dictionary<string, string> { ["genes"] = "dataset:genome-center/leptospira" }, Output = "other" }, Stop);
        while ((job = await _learner.JobAsync(job.Id, Stop)).State < Client.Compute.JobState.Succeeded)
            await Task.Delay(200, Stop);
        Assert.Equal(Client.Compute.JobState.Succeeded, job.State);

        // Somebody else's job, of another dataset, measured by what it does not measure.
        var findings = await CheckedAsync(job.Id, "curator", "dataset:genome-center/gb1-fitness", new("validationLoss", null, 3));
        Assert.Equal([true, true, false, false, false], findings.Select(finding => finding.Holds));
        Assert.Equal("person:hanako", findings[2].Found);
        Assert.Equal("—", findings[4].Found);

        // Its own, but not below the bound.
        Assert.Equal([true, true, true, true, false], (await CheckedAsync(job.Id, "hanako", "dataset:genome-center/leptospira", new("finalLoss", null, 0.5))).Select(finding => finding.Holds));
        Assert.Empty(await _hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind == "practical.passed").ToListAsync(Stop)));
    }

    [Fact]
    public async Task Course_whosePracticalNoJobCouldBe_isRefusedWithAllOfIt()
    {
        await using var scope = _hub.Services.CreateAsyncScope();
        var (db, runs) = (scope.ServiceProvider.GetRequiredService<HubDb>(), scope.ServiceProvider.GetRequiredService<IPracticalRuns>());
        var steward = new Tsumugi.Institutions.Caller { PersonId = "curator", Memberships = new Dictionary<string, Tsumugi.Institutions.InstitutionRole> { ["genome-center"] = Tsumugi.Institutions.InstitutionRole.Steward } };
        async Task<IEnumerable<string>> FaultsOfAsync(string recipe, string input, string node) =>
            (await new BringCourse("genome-center", Small.WithPractical(recipe, input, node, "{ measure: finalLoss, atMost: 1 }")).RunAsync(db, runs, steward, DateTime.UtcNow, Stop)).Refusal?.Fields.Keys ?? [];
        Assert.Equal(["practical.recipe"], await FaultsOfAsync("nothing", "genes", "dataset:a/bc"));
        Assert.Equal(["practical.inputs.genes", "practical.inputs.words"], await FaultsOfAsync("learn-protein", "words", "dataset:a/bc"));
        Assert.Equal(["practical.inputs.genes"], await FaultsOfAsync("learn-protein", "genes", "model:a/bc"));
        Assert.Empty(await FaultsOfAsync("learn-protein", "genes", "dataset:a/bc"));
    }

    private async Task<AttemptView> PassAsync(string id)
    {
        var course = ShippedCourses.All.Single(one => one.Id == id);
        foreach (var lesson in course.Lessons)
        {
            await _learner.FinishLessonAsync(id, lesson.Id, Stop);
            Assert.True((await _learner.AnswerQuizAsync(id, lesson.Id, new([.. lesson.Texts["ja"].Questions.Select(question => question.Answers)]), Stop)).Passed);
        }

        Assert.Equal("not-completed", (await Assert.ThrowsAsync<HubRefusedException>(() => _learner.ClaimBadgeAsync(id, new("花子", true), Stop))).Problem.Code);
        var attempt = await _learner.StartPracticalAsync(id, "university", Stop);
        Assert.Equal("practical-running", (await Assert.ThrowsAsync<HubRefusedException>(() => _learner.StartPracticalAsync(id, "university", Stop))).Problem.Code);
        CourseView view;
        while ((view = await _learner.CourseAsync(id, Stop)).Practical!.Attempts[0].State == "running")
            await Task.Delay(500, Stop);
        var ended = Assert.Single(view.Practical!.Attempts);
        Assert.True(ended.State == "passed", string.Join('\n', ended.Findings));
        Assert.Equal(attempt.Job, ended.Job);
        Assert.NotNull(view.CompletedAt);
        return ended;
    }

    private async Task CertifiedAsync(string course, AttemptView attempt)
    {
        var badge = await _learner.ClaimBadgeAsync(course, new("はなこ", true), Stop);
        using var anybody = _hub.Client();
        var (_, credential) = await LearningTests.VerifyAsync(anybody, await anybody.GetStringAsync(new Uri($"/api/v1/badges/{badge.Id}/jwt", UriKind.Relative), Stop));
        Assert.Equal("はなこ", LearningTests.NameIn(credential));
        Assert.DoesNotContain("hanako", credential.GetRawText(), StringComparison.OrdinalIgnoreCase);
        var evidence = credential.GetProperty("evidence").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ToList();
        Assert.Equal(["job:" + attempt.Job, attempt.Artefact], evidence);
    }

    private async Task CountedAsync(string name, int people)
    {
        using var client = _hub.Client(await _hub.TokenAsync("hanako", TokenScope.Read));
        var text = await client.GetStringAsync(new Uri($"/api/v1/indicators?institution=university", UriKind.Relative), Stop);
        using var sheet = System.Text.Json.JsonDocument.Parse(text);
        var indicator = sheet.RootElement.GetProperty("indicators").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        Assert.Equal(people, indicator.GetProperty("value").GetInt32());
        var rows = await client.GetStringAsync(new Uri($"/api/v1/indicators/{name}/evidence", UriKind.Relative), Stop);
        Assert.Contains("person:hanako", rows, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<PracticalFinding>> CheckedAsync(string job, string person, string dataset, MetricBound bound) => _hub.UseDbAsync(async db =>
    {
        var row = await db.Set<Tsumugi.Compute.Job>().AsNoTracking().SingleAsync(one => one.Id == job, Stop);
        var attempt = new PracticalAttempt
        {
            JobId = job,
            PersonId = person,
            CourseId = First,
            CourseVersion = 1,
            InstitutionId = "university",
            StartedAt = DateTime.UtcNow,
            Passes = [bound],
            Inputs = new Dictionary<string, string> { ["genes"] = dataset },
        };
        await CheckPractical.RunAsync(db, attempt, row, DateTime.UtcNow, Stop);
        Assert.Equal(AttemptState.Failed, attempt.State);
        return attempt.Findings;
    });

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
