using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Client;
using Tsumugi.Client.Institutions;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Institutions.Notices;
using Tsumugi.Tests.Kit;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Institutions;

/// <summary>People hear of what concerns them: on the hub, by mail, and by a signed request to their own program.</summary>
public sealed class NoticeTests(ToldServer told) : IClassFixture<ToldServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Member_is_told_once_by_every_way_they_chose_and_again_where_it_did_not_arrive()
    {
        await using var hub = await TestHub.StartAsync(options => options with { Mail = told.Mail, WebhooksInside = true });
        await hub.AddPersonAsync("boss", true, "lab");
        await hub.AddPersonAsync("taro");
        using var boss = hub.Client(await hub.TokenAsync("boss"));
        using var taro = hub.Client(await hub.TokenAsync("taro"));
        using var chosen = await taro.PutAsJsonAsync("/api/v1/notices/wishes", new NoticeWishesRequest(true, told.Webhook.ToString()), Stop);
        var secret = (await chosen.Content.ReadFromJsonAsync<NoticeWishesView>(Stop))!.Secret!;
        await told.UseSecretAsync(secret);

        await Granted(boss.PutAsJsonAsync("/api/v1/institutions/lab/members/taro", new NewMembership("researcher"), Stop));
        var mail = await told.NextAsync();
        Assert.Equal(("mail", "taro@example.org"), (mail.GetProperty("way").GetString(), mail.GetProperty("to")[0].GetString()));
        Assert.Contains("/institutions/lab", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail.GetProperty("text").GetString(), StringComparison.Ordinal);

        // The webhook was busy; it is asked again when its time has come.
        await Until.HoldsAsync("the busy webhook is noted down", () => hub.UseDbAsync(db => db.Set<NoticeDelivery>().AnyAsync(row => row.Way == NoticeWay.Webhook && row.Tries == 1 && row.Fault == "HTTP 503", Stop)));
        var wishes = (await taro.GetFromJsonAsync<NoticeWishesView>("/api/v1/notices/wishes", Stop))!;
        Assert.Equal(("webhook", "HTTP 503", 1), (wishes.Failed[0].Way, wishes.Failed[0].Fault, wishes.Failed[0].Tries));
        var send = hub.Services.GetRequiredService<SendNotices>();
        await hub.UseDbAsync(db => send.StepAsync(db, DateTime.UtcNow.AddMinutes(2), Stop));
        var web = await told.NextAsync();
        var notice = Assert.Single((await taro.GetFromJsonAsync<Paged<NoticeView>>("/api/v1/notices", Stop))!.Items);
        Assert.Equal(($"notice-{notice.Id}", "membership.granted", notice.Record), (web.GetProperty("id").GetString(), web.GetProperty("event").GetProperty("type").GetString(), web.GetProperty("event").GetProperty("data").GetProperty("record").GetInt64()));
        Assert.Equal(("You are a member of lab", "/institutions/lab", (DateTime?)null), (notice.TitleEn, notice.Href, notice.ReadAt));
        Assert.False(await hub.UseDbAsync(db => db.Set<NoticeDelivery>().AnyAsync(row => row.NextAt != null, Stop)));
        Assert.Empty((await boss.GetFromJsonAsync<Paged<NoticeView>>("/api/v1/notices", Stop))!.Items);

        using var read = await taro.PostAsync("/api/v1/notices/read", null, Stop);
        Assert.NotNull(Assert.Single((await taro.GetFromJsonAsync<Paged<NoticeView>>("/api/v1/notices", Stop))!.Items).ReadAt);
        var stored = await hub.StoredTextAsync(Stop);
        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, hub.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ToldServer.Password, hub.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_that_leads_inside_is_not_called_and_a_bad_address_is_refused()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.AddPersonAsync("taro");
        using var taro = hub.Client(await hub.TokenAsync("taro"));
        foreach (var bad in (string[])["no address", "http://example.org/hook", "ftp://example.org/", "https://user:secret@example.org/", $"https://example.org/{new string('x', 500)}"])
        {
            using var refused = await taro.PutAsJsonAsync("/api/v1/notices/wishes", new NoticeWishesRequest(true, bad), Stop);
            Assert.Equal((HttpStatusCode.BadRequest, "bad-wishes"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("code").GetString()));
        }

        using var inside = await taro.PutAsJsonAsync("/api/v1/notices/wishes", new NoticeWishesRequest(true, "https://localhost:9/hook"), Stop);
        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        var webhook = hub.Services.GetRequiredService<NoticeWebhook>();
        var fault = await hub.UseDbAsync(db => webhook.SendAsync(
            db, new() { Id = 1, PersonId = "taro", Record = 1, Kind = "test.done", TitleJa = "題", TitleEn = "Title", Href = "/", At = DateTime.UtcNow }, Stop));
        Assert.Equal("InsideException", fault);
    }

    [Fact]
    public async Task Follower_that_stops_anywhere_tells_everybody_once()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.StopAsync();
        await hub.AddPersonAsync("taro", false, "lab");
        await hub.UseDbAsync(async db =>
        {
            for (var i = 0; i < 1_201; i++)
                db.Record(new() { Actor = NodeRef.Of("hub", "self"), Kind = "test.told", Subject = NodeRef.Of("person", i % 3 == 0 ? "nobody" : "taro") });
            return await db.SaveChangesAsync(Stop);
        });
        // Each step in a follower of its own, two of them at once.
        await Task.WhenAll(FollowAsync(), FollowAsync());
        var records = await hub.UseDbAsync(db => db.Set<Notice>().Select(row => row.Record).ToListAsync(Stop));
        Assert.Equal((800, 800), (records.Count, records.Distinct().Count()));

        async Task FollowAsync()
        {
            bool done;
            do
                done = await hub.UseDbAsync(db => new TakeNotices([new Everything()], hub.Options).StepAsync(db, DateTime.UtcNow, Stop));
            while (!done);
        }
    }

    private static async Task Granted(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private sealed class Everything : INoticeSource
    {
        public IReadOnlyCollection<string> Kinds { get; } = ["test.told"];

        public Task<IReadOnlyList<NewNotice>> OfAsync(HubDb db, EventRow record, CancellationToken stop) =>
            Task.FromResult<IReadOnlyList<NewNotice>>([new(NodeRef.Parse(record.Subject).Id, new("題", "Title"), "/")]);
    }
}
