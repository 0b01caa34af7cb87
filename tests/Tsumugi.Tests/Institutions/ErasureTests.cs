using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Client.Thread;
using Tsumugi.Compute;
using Tsumugi.Compute.Sites;
using Tsumugi.Datasets;
using Tsumugi.Evaluation;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Merging;
using Tsumugi.Instruments;
using Tsumugi.Models;
using Tsumugi.Projects;
using Tsumugi.Talent;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;
using Tsumugi.UseCases;

namespace Tsumugi.Tests.Institutions;

/// <summary>Somebody wants to be known no longer: the hub forgets who they were, and keeps what was done.</summary>
public sealed class ErasureTests
{
    private const string Who = "zzyzx-moriwaki";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_in_the_hubs_folder_says_who_it_was_and_the_thread_is_sound_with_the_same_head()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        await DoAsync(boss.PutAsJsonAsync($"/api/v1/people/{Who}", new PersonChange("森脇ジズ Zyzzyva", "0000-0002-1825-0097", "90123458"), Stop));
        using (var browser = await hub.SignedInAsync(Who))
        using (var they = hub.Client(await hub.TokenAsync(Who)))
        {
            await DoAsync(they.PostAsync("/api/v1/projects", Json("""{"id":"folding","institution":"lab","titleJa":"題","titleEn":"Title","layers":["dna"]}"""), Stop));
            await DoAsync(they.PutAsync($"/api/v1/projects/folding/members/hanako", Json("""{"institution":"lab","role":"lead"}"""), Stop));
            await DoAsync(they.PutAsync("/api/v1/notices/wishes", Json("""{"byMail":true}"""), Stop));
        }

        await DoAsync(boss.PostAsync("/api/v1/calls", Json($$"""{"id":"spring","titleJa":"公募","titleEn":"Call","text":"Propose","opens":"2026-04-01 10:00","closes":"2099-01-15 17:00","panel":["boss","{{Who}}"],"criteria":[{"id":"novelty","titleJa":"新規性","titleEn":"Novelty","weight":1}]}"""), Stop));
        await hub.ToldAsync(Who, "/");
        await hub.UseDbAsync(async db =>
        {
            var site = (await db.FindAsync<Site>(Site.Embedded))!;
            site.Policies = site.Policies with { Logins = new Dictionary<string, string> { [Who] = "zyz" } };
            return await db.SaveChangesAsync(Stop);
        });
        var before = (await boss.GetFromJsonAsync<VerdictView>("/api/v1/thread/verify", Stop))!;
        Assert.Contains(Who, await hub.StoredTextAsync(Stop), StringComparison.Ordinal);

        using var answer = await DoAsync(boss.PostAsJsonAsync($"/api/v1/people/{Who}/erasure", new NewErasure("Asked for by themselves", Who), Stop));
        var erased = (await answer.Content.ReadFromJsonAsync<ErasureView>(Stop))!;
        Assert.Empty(erased.StillNamed);
        var stored = await hub.StoredTextAsync(Stop);
        foreach (var word in (string[])[Who, Who.ToUpperInvariant(), "Zyzzyva", System.Text.Encoding.Latin1.GetString("森脇ジズ"u8), "0000-0002-1825-0097", "90123458"])
            Assert.DoesNotContain(word, stored, StringComparison.Ordinal);

        var after = (await boss.GetFromJsonAsync<VerdictView>($"/api/v1/thread/verify?head={before.Head}", Stop))!;
        Assert.True(after.Valid, after.Reason);
        Assert.Equal((before.Redacted, erased.Records, true), (0, after.Redacted, after.Length > before.Length));
        Assert.Equal(HttpStatusCode.NotFound, (await boss.GetAsync($"/api/v1/people/{Who}", Stop)).StatusCode);
        var left = (await boss.GetFromJsonAsync<PersonView>($"/api/v1/people/{erased.Pseudonym}", Stop))!;
        Assert.Equal((erased.Pseudonym, null, null, 0, 0), (left.Name, left.Orcid, left.Erad, left.Logins.Count, left.Memberships.Count));
        Assert.Equal(["lab"], left.Affiliations.Select(row => row.Institution));
        Assert.DoesNotContain(erased.Pseudonym, (await boss.GetFromJsonAsync<Tsumugi.Client.Paged<PersonView>>("/api/v1/people", Stop))!.Items.Select(row => row.Id));
        Assert.Equal($"person:{erased.Pseudonym}", await hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Kind == "project.begun").Select(row => row.Actor).SingleAsync(Stop)));
        Assert.Equal(["boss", erased.Pseudonym], (await hub.UseDbAsync(db => db.Set<Tsumugi.Projects.Calls.Call>().SingleAsync(Stop))).Panel);

        using var alike = await boss.PostAsJsonAsync("/api/v1/people", new NewPerson { Id = "erased-hanako", Name = "Another", Email = "another@example.org" }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, alike.StatusCode);

        // The name is free again, and whoever takes it is somebody else.
        await DoAsync(boss.PostAsJsonAsync("/api/v1/people", new NewPerson { Id = Who, Name = "Another", Email = "another@example.org" }, Stop));
        Assert.Empty((await boss.GetFromJsonAsync<PersonView>($"/api/v1/people/{Who}", Stop))!.Affiliations);
    }

    [Fact]
    public async Task Whoever_is_signed_in_is_not_any_more_and_merged_records_go_with_the_person()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        await hub.AddPersonAsync($"{Who}-old", false, "lab");
        await DoAsync(boss.PostAsJsonAsync($"/api/v1/people/{Who}/merges", new NewMerge($"{Who}-old", "Same desk"), Stop));
        using var they = hub.Client(await hub.TokenAsync(Who));
        using var browser = await hub.SignedInAsync(Who);
        using var answer = await boss.PostAsJsonAsync($"/api/v1/people/{Who}/erasure", new NewErasure("Asked", Who), Stop);
        Assert.True(answer.IsSuccessStatusCode, hub.Logs.Errors);
        Assert.Equal(HttpStatusCode.Unauthorized, (await they.GetAsync("/api/v1/whoami", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/whoami")).StatusCode);
        Assert.DoesNotContain(Who, await hub.StoredTextAsync(Stop), StringComparison.Ordinal);
        var merge = await hub.UseDbAsync(db => db.Set<PersonMerge>().SingleAsync(Stop));
        Assert.NotNull(merge.UndoneAt);
        var erased = (await answer.Content.ReadFromJsonAsync<ErasureView>(Stop))!;
        Assert.Equal(erased.Pseudonym, merge.KeptId);
        Assert.True((await boss.GetFromJsonAsync<VerdictView>("/api/v1/thread/verify", Stop))!.Valid);
    }

    [Fact]
    public async Task What_nobody_else_could_go_on_with_is_settled_first_and_a_slip_erases_nobody()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var they = hub.Client(await hub.TokenAsync(Who));
        await DoAsync(they.PostAsync("/api/v1/projects", Json("""{"id":"folding","institution":"lab","titleJa":"題","titleEn":"Title","layers":["dna"]}"""), Stop));
        foreach (var (reason, confirm, code, fields) in ((string?, string?, string, string)[])[("Asked", "somebody", "bad-erasure", "confirm"), (null, null, "bad-erasure", "confirm, reason"), ("Asked", Who, "settle-first", "")])
        {
            using var answer = await boss.PostAsJsonAsync($"/api/v1/people/{Who}/erasure", new NewErasure(reason, confirm), Stop);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            Assert.Equal(code, problem.GetProperty("code").GetString());
            Assert.Equal(fields, problem.TryGetProperty("errors", out var errors) ? string.Join(", ", errors.EnumerateObject().Select(error => error.Name).Order()) : "");
            if (code == "settle-first")
                Assert.Contains("folding", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using (var own = await boss.PostAsJsonAsync("/api/v1/people/boss/erasure", new NewErasure("Asked", "boss"), Stop))
            Assert.Equal("yourself", (await own.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await they.PostAsJsonAsync("/api/v1/people/hanako/erasure", new NewErasure("Asked", "hanako"), Stop)).StatusCode);
        Assert.Equal(Who, (await they.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!.Person);
    }

    private static async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync(Room.Of<DatasetsRoom>(), Room.Of<InstrumentsRoom>(), Room.Of<ComputeRoom>(), Room.Of<ModelsRoom>(), Room.Of<TalentRoom>(), Room.Of<UseCasesRoom>(), Room.Of<EvaluationRoom>());
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako", false, "lab:steward");
        await hub.AddPersonAsync(Who);
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        await DoAsync(boss.PutAsJsonAsync($"/api/v1/institutions/lab/members/{Who}", new NewMembership("researcher"), Stop));
        return hub;
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> DoAsync(Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return answer;
    }
}
