using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Merging;
using Tsumugi.Projects;
using Tsumugi.Projects.Calls;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Institutions;

/// <summary>Two records of one human being become one, and two again.</summary>
public sealed class MergeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_record_had_is_the_others_and_goes_back_when_the_merge_is_undone()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var sato = hub.Client(await hub.TokenAsync("sato-h"));
        await DoAsync(boss.PutAsJsonAsync("/api/v1/people/sato-h", new PersonChange("Sato", "0000-0002-1825-0097"), Stop));
        await DoAsync(sato.PostAsync("/api/v1/projects", Json("""{"id":"folding","institution":"other","titleJa":"題","titleEn":"Title","layers":["dna"]}"""), Stop));
        await DoAsync(boss.PostAsync("/api/v1/calls", Json("""{"id":"spring","titleJa":"公募","titleEn":"Call","text":"Propose","opens":"2026-04-01 10:00","closes":"2099-01-15 17:00","panel":["boss","sato-h"],"criteria":[{"id":"novelty","titleJa":"新規性","titleEn":"Novelty","weight":1}]}"""), Stop));
        var before = await NamedAsync(hub);

        using var answer = await DoAsync(boss.PostAsJsonAsync("/api/v1/people/hanako/merges", new NewMerge("sato-h", "Both signed in with the same passport"), Stop));
        var merge = (await answer.Content.ReadFromJsonAsync<MergeView>(Stop))!;
        var me = (await sato.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!;
        Assert.Equal(("hanako", "lab steward, other researcher"), (me.Person, string.Join(", ", me.Memberships.Select(row => $"{row.Institution} {row.Role}"))));
        var seen = (await boss.GetFromJsonAsync<PersonView>("/api/v1/people/sato-h", Stop))!;
        Assert.Equal(("hanako", "0000-0002-1825-0097", 2), (seen.Id, seen.Orcid, seen.Logins.Count));
        Assert.Equal(1, (await boss.GetFromJsonAsync<InstitutionDetail>("/api/v1/institutions/lab", Stop))!.Institution.MemberCount);
        Assert.DoesNotContain("sato-h", (await boss.GetFromJsonAsync<Tsumugi.Client.Paged<PersonView>>("/api/v1/people", Stop))!.Items.Select(row => row.Id));
        Assert.Equal(["boss", "hanako"], (await hub.UseDbAsync(db => db.Set<Call>().SingleAsync(Stop))).Panel);
        Assert.Equal("hanako", (await hub.UseDbAsync(db => db.Set<ProjectMember>().SingleAsync(Stop))).PersonId);
        var data = await sato.GetFromJsonAsync<PersonalDataView>("/api/v1/people/hanako/data", Stop);
        Assert.Contains(data!.Events, row => row.Kind == "project.begun" && row.Actor == "person:sato-h");
        Assert.Equal(HttpStatusCode.NotFound, (await boss.PutAsJsonAsync("/api/v1/institutions/lab/members/sato-h", new NewMembership("researcher"), Stop)).StatusCode);

        await DoAsync(boss.DeleteAsync(new Uri($"/api/v1/people/hanako/merges/{merge.Id}", UriKind.Relative), Stop));
        Assert.Equal(before, await NamedAsync(hub));
        Assert.Equal("sato-h", (await sato.GetFromJsonAsync<WhoAmI>("/api/v1/whoami", Stop))!.Person);
        var (kept, gone) = (await boss.GetFromJsonAsync<PersonView>("/api/v1/people/hanako", Stop), await boss.GetFromJsonAsync<PersonView>("/api/v1/people/sato-h", Stop));
        Assert.Equal((null, "0000-0002-1825-0097"), (kept!.Orcid, gone!.Orcid));
        Assert.Equal(["person.merged", "person.unmerged"], await hub.UseDbAsync(db => db.Set<EventRow>().Where(row => row.Subject == "person:sato-h" && row.Kind.EndsWith("merged")).OrderBy(row => row.Seq).Select(row => row.Kind).ToListAsync(Stop)));
    }

    [Fact]
    public async Task Later_merge_is_undone_before_an_earlier_one()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var first = await DoAsync(boss.PostAsJsonAsync("/api/v1/people/hanako/merges", new NewMerge("sato-h", "Same desk"), Stop));
        var merge = (await first.Content.ReadFromJsonAsync<MergeView>(Stop))!;
        await DoAsync(boss.PostAsJsonAsync("/api/v1/people/taro/merges", new NewMerge("hanako", "Same desk"), Stop));
        Assert.Equal("taro", (await boss.GetFromJsonAsync<PersonView>("/api/v1/people/sato-h", Stop))!.Id);
        using var early = await boss.DeleteAsync(new Uri($"/api/v1/people/hanako/merges/{merge.Id}", UriKind.Relative), Stop);
        Assert.Equal(("merged-itself", HttpStatusCode.Conflict), ((await early.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString(), early.StatusCode));
    }

    [Fact]
    public async Task Merge_that_cannot_be_is_refused_with_every_fault_and_changes_nothing()
    {
        await using var hub = await StartAsync();
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        await DoAsync(boss.PutAsJsonAsync("/api/v1/people/hanako", new PersonChange("Hanako", "0000-0002-1825-0097"), Stop));
        await DoAsync(boss.PutAsJsonAsync("/api/v1/people/taro", new PersonChange("Taro", "0000-0001-5109-3700"), Stop));
        var before = await NamedAsync(hub);
        foreach (var (other, reason, faults) in new (string?, string?, string)[]
                 {
                     ("nobody", "Same desk", "other"), (null, null, "other, reason"), ("hanako", "Same desk", "other"), ("taro", "Same desk", "other"), ("boss", "Same desk", "other"),
                 })
        {
            using var answer = await boss.PostAsJsonAsync("/api/v1/people/hanako/merges", new NewMerge(other, reason), Stop);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
            Assert.Equal(("bad-merge", faults), (problem.GetProperty("code").GetString(), string.Join(", ", problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order())));
        }

        Assert.Equal(before, await NamedAsync(hub));
    }

    [Fact]
    public Task Every_column_that_is_named_like_a_person_is_one_that_a_merge_moves() => HubAsync(db =>
    {
        var known = PersonColumn.Of(db.Model).Select(column => $"{column.Table}.{column.Column}").ToHashSet();
        var named = db.Model.GetEntityTypes().Where(entity => entity.GetTableName() is not (null or "person" or "person_merge")).SelectMany(entity => entity.GetProperties()
            .Where(property => property.ClrType == typeof(string) && (property.Name.EndsWith("By", StringComparison.Ordinal) || property.Name.Contains("Person", StringComparison.Ordinal)))
            .Select(property => $"{entity.GetTableName()}.{property.Name}"));

        // A visa's "by" is the role of whoever granted it.
        Assert.Empty(named.Where(column => !known.Contains(column)).Except(["accepted_visa.By"]));
        return Task.FromResult(true);
    });

    private static async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("boss", isOperator: true);
        await hub.AddPersonAsync("hanako", false, "lab");
        await hub.AddPersonAsync("sato-h", false, "lab:steward", "other");
        await hub.AddPersonAsync("taro");
        return hub;
    }

    private static async Task<bool> HubAsync(Func<HubDb, Task<bool>> action)
    {
        await using var hub = await TestHub.StartAsync();
        return await hub.UseDbAsync(action);
    }

    /// <summary>Everybody whom a row of the hub names, and the roles in institutions.</summary>
    private static Task<List<string>> NamedAsync(TestHub hub) => hub.UseDbAsync(async db =>
    {
        var found = new List<string>();
        await db.Database.OpenConnectionAsync(Stop);
        foreach (var column in PersonColumn.Of(db.Model))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"""SELECT "{column.Column}" FROM "{column.Table}" ORDER BY 1""";
            await using var reader = await command.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
                found.Add($"{column.Table} {column.Column} {reader.GetValue(0)}");
        }

        found.AddRange(await db.Set<Membership>().OrderBy(row => row.InstitutionId).ThenBy(row => row.PersonId).Select(row => $"{row.InstitutionId} {row.PersonId} {row.Role}").ToListAsync(Stop));
        return found;
    });

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> DoAsync(Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return answer;
    }
}
