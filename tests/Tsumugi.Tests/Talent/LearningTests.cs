using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Hub.Signing;
using Tsumugi.Hub.Web;
using Tsumugi.Talent.Badges;
using Tsumugi.Talent.Cohorts;
using Tsumugi.Talent.Learning;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Talent;

/// <summary>What a learner does in a course, and the certificate that comes of it.</summary>
public sealed class LearningTests : IAsyncLifetime
{
    private readonly TalentHub _talent = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTime Now => DateTime.UtcNow;

    public ValueTask InitializeAsync() => _talent.InitializeAsync();

    public ValueTask DisposeAsync() => _talent.DisposeAsync();

    [Fact]
    public async Task Quiz_tellsNoAnswerBeforehand_andTheHubChecksIt()
    {
        using var client = _talent.Hub.Client();
        var asked = await client.GetStringAsync(new Uri("/api/v1/courses/small/lessons/one/quiz", UriKind.Relative), Stop);
        Assert.Contains("どちら", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("answers", asked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("だから", asked, StringComparison.Ordinal);
        using var browser = await _talent.Hub.SignedInAsync("member");
        using var page = await browser.GetAsync("/courses/small/one/quiz");
        Assert.DoesNotContain("だから", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        Assert.False((await AnswerAsync(1)).Passed);
        Assert.True((await AnswerAsync(2)).Passed);
        Assert.Equal(["learning.enrolled", "quiz.passed"], await KindsAsync("course:small", "person:member"));
    }

    [Fact]
    public async Task Course_isCompletedOnce_whenTheLastOfItIsDone()
    {
        await AnswerAsync(2);
        Assert.Empty(await CompletionsAsync());
        Assert.NotNull((await FinishAsync()).CompletedAt);
        await FinishAsync();
        var completion = Assert.Single(await CompletionsAsync());
        Assert.Contains("[\"" + completion.Subject + "\",\"completedBy\",\"person:member\"]", completion.Ties, StringComparison.Ordinal);
        Assert.Contains("\"belongsTo\",\"institution:lab\"", completion.Ties, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewVersion_replacesTheOld_andKeepsWhatLearnersDid()
    {
        await FinishAsync();
        var changed = new Dictionary<string, string>(Small.Files) { ["one.ja.md"] = Small.Files["one.ja.md"].Replace("title: 授業", "title: 改訂した授業", StringComparison.Ordinal) };
        Assert.Equal(1, (await _talent.BringAsync(Small.Files)).Value.Version);
        var brought = (await _talent.BringAsync(changed)).Value;
        Assert.Equal((2, "改訂した授業"), (brought.Version, brought.Lessons[0].Title.Ja));
        var progress = await _talent.Hub.UseDbAsync(db => CourseProgress.OfAsync(db, brought, "member", Stop));
        Assert.Equal(["one"], progress.Read);
        Assert.Equal("name-taken", (await _talent.BringAsync(new Dictionary<string, string>(Small.Files) { ["course.md"] = Small.Files["course.md"].Replace("id: small", "id: finetune-protein", StringComparison.Ordinal) })).Refusal!.Code);
    }

    [Fact]
    public async Task Badge_isIssuedUnderTheNameAgreedTo_verifiesByThePublishedKey_andIsRevoked()
    {
        Assert.Equal("not-completed", (await ClaimAsync("紡子", true)).Refusal!.Code);
        await AnswerAsync(2);
        await FinishAsync();
        Assert.Equal(["agreed", "name"], (await ClaimAsync(" ", false)).Refusal!.Fields.Keys);
        var badge = (await ClaimAsync("紡子", true)).Value;
        Assert.Equal("badge-issued", (await ClaimAsync("紡子", true)).Refusal!.Code);

        using var anybody = _talent.Hub.Client();
        var token = await anybody.GetStringAsync(new Uri($"/api/v1/badges/{badge.Id}/jwt", UriKind.Relative), Stop);
        var (header, credential) = await VerifyAsync(anybody, token);
        Assert.Equal(("紡子", "OpenBadgeCredential"), (NameIn(credential), credential.GetProperty("type")[1].GetString()));
        Assert.Equal(credential.GetProperty("id").GetString(), credential.GetProperty("jti").GetString());
        Assert.Equal(header.GetProperty("kid").GetString(), header.GetProperty("jwk").GetProperty("kid").GetString());
        Assert.DoesNotContain("member", credential.GetRawText(), StringComparison.Ordinal);
        await PageSaysAsync(badge, "The signature was verified");

        Assert.Equal("operators-only", (await RevokeAsync(badge.Id, TalentHub.Outsider, "x")).Refusal is { } refused ? refused.Code.Replace("members-only", "operators-only", StringComparison.Ordinal) : "");
        Assert.Null((await RevokeAsync(badge.Id, TalentHub.Steward, "誤って発行した")).Refusal);
        var list = await anybody.GetStringAsync(new Uri(credential.GetProperty("credentialStatus").GetProperty("id").GetString()!), Stop);
        Assert.Contains(badge.Id, list, StringComparison.Ordinal);
        await PageSaysAsync(badge, "holds no longer");
    }

    [Fact]
    public async Task Badge_takenBack_leavesNothingOfThePersonBehind()
    {
        await AnswerAsync(2);
        await FinishAsync();
        var badge = (await ClaimAsync("ひみつの筆名", true)).Value;
        Assert.Null(await _talent.Hub.UseDbAsync(db => new ForgetLearning("small").RunAsync(db, TalentHub.Member, Now, Stop)));
        using var anybody = _talent.Hub.Client();
        using var gone = await anybody.GetAsync(new Uri($"/api/v1/badges/{badge.Id}/jwt", UriKind.Relative), Stop);
        Assert.Equal(410, (int)gone.StatusCode);
        Assert.Contains(badge.Id, await anybody.GetStringAsync(new Uri("/api/v1/badges/revoked", UriKind.Relative), Stop), StringComparison.Ordinal);
        var rows = await _talent.Hub.UseDbAsync(async db => (await db.Set<Badge>().SingleAsync(Stop), await db.Set<LessonDone>().CountAsync(Stop), await db.Set<QuizResult>().CountAsync(Stop), await db.Set<Enrolment>().CountAsync(Stop)));
        Assert.Equal((null, null, 0, 0, 0), (rows.Item1.ShownName, rows.Item1.Token, rows.Item2, rows.Item3, rows.Item4));
        var thread = await _talent.Hub.UseDbAsync(db => db.Set<EventRow>().Select(row => row.Body + row.Ties).ToListAsync(Stop));
        Assert.DoesNotContain(thread, text => text.Contains("ひみつの筆名", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_thatWasRetired_makesItsBadgesInvalid()
    {
        await AnswerAsync(2);
        await FinishAsync();
        var badge = (await ClaimAsync("紡子", true)).Value;
        var signer = _talent.Hub.Services.GetRequiredService<HubSigner>();
        Assert.True(signer.Retire(signer.SigningKey));
        var shown = (await _talent.Hub.UseDbAsync(db => FindBadge.RunAsync(db, signer, badge.Id, Stop))).Value;
        Assert.Equal((false, "broken"), (shown.Valid, shown.State));
    }

    [Fact]
    public async Task Cohort_takesAsManyAsItHolds_andItsTeacherSeesThem()
    {
        var cohort = (await _talent.Hub.UseDbAsync(db => new OpenCohort("small", "lab", "会議室", "1", "2099-06-01 09:00 - 10:00\n2099-05-31 23:30 - 23:59").RunAsync(db, TalentHub.Steward, Stop))).Value;
        // 23:30 in Japan is 14:30 UTC of the same day, and the earlier session comes first.
        Assert.Equal(new DateTime(2099, 5, 31, 14, 30, 0, DateTimeKind.Utc), cohort.Sessions[0].Start);
        Assert.Null((await JoinAsync(cohort.Id, TalentHub.Member)).Refusal);
        Assert.Equal("cohort-full", (await JoinAsync(cohort.Id, TalentHub.Outsider)).Refusal!.Code);
        Assert.Null((await JoinAsync(cohort.Id, TalentHub.Member)).Refusal);
        await FinishAsync();
        Assert.Null((await _talent.Hub.UseDbAsync(db => new MarkAttendance(cohort.Id, 2, ["member"]).RunAsync(db, TalentHub.Steward, Stop))).Refusal);
        using var client = _talent.Hub.Client(await _talent.Hub.TokenAsync("steward"));
        var learner = Assert.Single(await client.GetFromJsonAsync<List<Client.Talent.LearnerView>>(new Uri($"/api/v1/cohorts/{cohort.Id}/learners", UriKind.Relative), Stop) ?? []);
        Assert.Equal(("member", 0, 1), (learner.Person, learner.StepsDone, learner.Steps));
        Assert.Equal([2], learner.Attended);
        using var browser = await _talent.Hub.SignedInAsync("member");
        using var page = await browser.GetAsync($"/cohorts/{cohort.Id}");
        Assert.DoesNotContain("attendance-1", await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "0", "tomorrow", "capacity place sessions")]
    [InlineData("室", "5", "2027-05-10 13:00 - 12:00", "sessions")]
    [InlineData("室", "5", "2027-05-10 13:00 - 14:00\n2027-05-10 13:30 - 15:00", "sessions")]
    public void Cohort_saysAllItsErrorsAtOnce(string place, string capacity, string sessions, string wrong) =>
        Assert.Equal(wrong.Split(' '), new OpenCohort("small", "lab", place, capacity, sessions).Read().Refusal!.Fields.Keys);

    [Fact]
    public async Task Feed_listsEachCourseAsBioschemasHasIt()
    {
        using var client = _talent.Hub.Client();
        var feed = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/courses.jsonld", UriKind.Relative), Stop)).RootElement;
        var courses = feed.GetProperty("itemListElement").EnumerateArray().Select(one => one.GetProperty("item")).ToList();
        Assert.Equal(3, courses.Count);
        Assert.All(courses, course =>
        {
            foreach (var needed in (string[])["name", "description", "url", "dct:conformsTo", "provider", "educationalLevel", "inLanguage", "hasPart"])
                Assert.True(course.TryGetProperty(needed, out _), needed);
        });
        var small = courses.Single(course => course.GetProperty("@id").GetString()!.EndsWith("/small", StringComparison.Ordinal));
        var instance = Assert.Single(small.GetProperty("hasCourseInstance").EnumerateArray());
        Assert.Equal("2099-05-10T13:00:00+09:00", instance.GetProperty("startDate").GetString());
    }

    /// <summary>As somebody without this hub's code would do it: fetches the published keys, and checks ES256 over header and payload.</summary>
    internal static async Task<(JsonElement Header, JsonElement Credential)> VerifyAsync(HttpClient client, string token)
    {
        var parts = token.Split('.');
        var header = Json(parts[0]);
        var published = JsonDocument.Parse(await client.GetStringAsync(new Uri("/.well-known/jwks.json", UriKind.Relative), Stop)).RootElement.GetProperty("keys");
        var key = published.EnumerateArray().Single(one => one.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), Y = System.Buffers.Text.Base64Url.DecodeFromChars(key.GetProperty("y").GetString()) },
        });
        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]);
        Assert.True(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256));
        Assert.False(ecdsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}x"), signature, HashAlgorithmName.SHA256));
        return (header, Json(parts[1]));
    }

    internal static string? NameIn(JsonElement credential) => credential.GetProperty("credentialSubject").GetProperty("identifier")[0].GetProperty("identityHash").GetString();

    private static JsonElement Json(string part) => JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(part)).RootElement;

    private async Task PageSaysAsync(Badge badge, string text)
    {
        using var browser = _talent.Hub.Browser();
        using var page = await browser.GetAsync($"/badges/{badge.Id}");
        Assert.Contains(text, await page.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    private async Task<QuizGrade> AnswerAsync(int choice) => (await _talent.Hub.UseDbAsync(db => new AnswerQuiz("small", "one", [[choice]]).RunAsync(db, TalentHub.Member, Now, Stop))).Value;

    private async Task<Enrolment> FinishAsync() => (await _talent.Hub.UseDbAsync(db => new FinishLesson("small", "one").RunAsync(db, TalentHub.Member, Now, Stop))).Value;

    private Task<Tsumugi.Hub.Outcome<Badge>> ClaimAsync(string name, bool agreed) => _talent.Hub.UseDbAsync(db => new ClaimBadge("small", name, agreed).RunAsync(
        db, _talent.Hub.Services.GetRequiredService<HubSigner>(), _talent.Hub.Services.GetRequiredService<HubAddress>(), TalentHub.Member, Now, Stop));

    private Task<Tsumugi.Hub.Outcome<Badge>> RevokeAsync(string id, Tsumugi.Institutions.Caller caller, string reason) => _talent.Hub.UseDbAsync(db => new RevokeBadge(id, reason).RunAsync(db, caller, Now, Stop));

    private Task<Tsumugi.Hub.Outcome<Cohort>> JoinAsync(string id, Tsumugi.Institutions.Caller caller) => _talent.Hub.UseDbAsync(db => new JoinCohort(id).RunAsync(db, caller, Now, Stop));

    private Task<List<EventRow>> CompletionsAsync() => _talent.Hub.UseDbAsync(db => db.Set<EventRow>().AsNoTracking().Where(row => row.Kind == "course.completed").ToListAsync(Stop));

    private Task<List<string>> KindsAsync(string subject, string actor) => _talent.Hub.UseDbAsync(db => db.Set<EventRow>().AsNoTracking()
        .Where(row => row.Subject == subject && row.Actor == actor).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop));
}
