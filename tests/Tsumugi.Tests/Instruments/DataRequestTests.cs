using System.Net;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Institutions;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Instruments;

/// <summary>From the wish of a laboratory that computes to the data of one that measures, and the ties that stay.</summary>
public sealed class DataRequestTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static CancellationToken Stop => ProjectLab.Stop;

    [Fact]
    public async Task Request_is_planned_booked_and_answered_and_the_ties_stay()
    {
        var (asks, measures) = (await lab.AsAsync("outsider"), await lab.AsAsync("member"));
        await asks.BeginProjectAsync(new() { Id = "dry", Institution = "elsewhere", TitleJa = "題", TitleEn = "Dry", Layers = ["cell"] }, Stop);
        await lab.BeginAsync("wet");
        await lab.Lab.BeginAsync(RepositoryKinds.Model, "learner", Visibility.Hub);
        var request = await asks.AskForDataAsync(new() { Project = "dry", Title = "Plates", Wanted = "1,000 plates", Model = "lab/learner", Techniques = ["plate-reading"] }, Stop);
        Assert.Contains(request.Id, (await measures.DataRequestsAsync("plate-reading", false, Stop)).Items.Select(one => one.Id));

        var first = (await measures.OfferPlanAsync(request.Id, new("lab", "In a week"), Stop)).Plans.Single();
        var plans = (await (await lab.AsAsync("steward")).OfferPlanAsync(request.Id, new("lab", "In a year"), Stop)).Plans;
        Assert.Equal("project-members-only", await InstrumentLab.CodeAsync(() => measures.ActOnPlanAsync(request.Id, first.Id, "accept", Stop)));
        Assert.Equal("request-not-open", await InstrumentLab.CodeAsync(() => measures.DeliverDataAsync(request.Id, first.Id, new("lab/open", null), Stop)));
        var planned = await asks.ActOnPlanAsync(request.Id, first.Id, "accept", Stop);
        Assert.Equal(("planned", "accepted", "declined"), (planned.State, planned.Plans.Single(one => one.Id == first.Id).State, planned.Plans.Single(one => one.Id != first.Id).State));
        Assert.Equal(2, plans.Count);

        await (await lab.AsAsync("steward")).RegisterInstrumentAsync(InstrumentLab.Plain with { Id = "reader", Staff = ["member"] }, Stop);
        var booking = await measures.WalkUpAsync("reader", new("wet", null, 15, null), Stop);
        Assert.Equal([booking.Id], (await measures.NamePlanBookingAsync(request.Id, first.Id, booking.Id, Stop)).Plans.Single(one => one.Id == first.Id).Bookings);
        await measures.ActOnBookingAsync(booking.Id, "end", null, Stop);
        Assert.Contains((await measures.EvidenceAsync("instrumentUses", null, null, Stop)).Rows, row => row.Counted == $"booking:{booking.Id}" && row.Institution == "lab" && row.Project == "wet");
        var dataset = await lab.DatasetAsync("answer", new() { Permission = Permission.GeneralResearch, Licences = ["CC-BY-4.0"] });
        await measures.NameSamplesAsync("lab/answer", new(null, null, booking.Id), Stop);
        var answered = await measures.DeliverDataAsync(request.Id, first.Id, new("lab/answer", null), Stop);
        Assert.Equal("answered", answered.State);
        Assert.StartsWith(dataset + "@", answered.Dataset, StringComparison.Ordinal);

        var ties = await lab.Lab.Hub.UseDbAsync(db => db.Set<TieRow>().Where(row => row.From == $"request:{request.Id}" && row.Relation != Relations.RunBy).OrderBy(row => row.Seq).ThenBy(row => row.Position).Select(row => row.Relation + " " + row.To).ToListAsync(Stop));
        Assert.Equal(["belongsTo project:dry", "askedFor model:lab/learner", "answeredBy institution:lab", $"answeredBy booking:{booking.Id}", $"answeredBy {answered.Dataset}"], ties);
        var lineage = await asks.NodeAsync(answered.Dataset!, Stop);
        Assert.Contains(lineage.Ancestors, one => one.Node == "instrument:reader");

        // The data do not come under the conditions of the model that asked for them.
        Assert.Null(await ProjectLab.SubmitAsync(measures, dataset));
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once()
    {
        var refused = await Assert.ThrowsAsync<HubRefusedException>(async () => await (await lab.AsAsync("member")).AskForDataAsync(new() { Model = "lab/nothing", Techniques = ["guessing"], NeededBy = "2020-01-01" }, Stop));
        Assert.Equal("model,neededBy,project,techniques,title,wanted", string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Plan_that_is_taken_back_opens_the_request_again_and_closing_ends_it()
    {
        var member = await lab.AsAsync("member");
        await lab.BeginAsync("undecided");
        var request = await member.AskForDataAsync(new() { Project = "undecided", Title = "Cells", Wanted = "Many" }, Stop);
        var plan = (await member.OfferPlanAsync(request.Id, new("lab", "Soon"), Stop)).Plans.Single();
        await member.ActOnPlanAsync(request.Id, plan.Id, "accept", Stop);
        Assert.Equal(("open", "withdrawn"), await member.ActOnPlanAsync(request.Id, plan.Id, "withdraw", Stop) is var open ? (open.State, open.Plans.Single().State) : default);
        Assert.Equal("members-only", await InstrumentLab.CodeAsync(async () => await (await lab.AsAsync("outsider")).OfferPlanAsync(request.Id, new("lab", "Never"), Stop)));
        Assert.Equal("closed", (await member.CloseDataRequestAsync(request.Id, Stop)).State);
        Assert.Equal("request-not-open", await InstrumentLab.CodeAsync(() => member.OfferPlanAsync(request.Id, new("lab", "Late"), Stop)));
        Assert.DoesNotContain(request.Id, (await member.DataRequestsAsync(null, false, Stop)).Items.Select(one => one.Id));
    }

    [Fact]
    public async Task Pages_ask_offer_and_accept()
    {
        await lab.BeginAsync("paged");
        using var member = await lab.Lab.Hub.SignedInAsync("member");
        using var wrong = await member.SendFormAsync("/requests/new", "ask-for-data", new Dictionary<string, string> { ["project"] = "paged", ["title"] = "", ["wanted"] = "kept" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("kept", await wrong.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var made = await member.SendFormAsync("/requests/new", "ask-for-data", new Dictionary<string, string> { ["project"] = "paged", ["title"] = "Images", ["wanted"] = "Of <b>cells</b>", ["techniques"] = "confocal-microscopy" });
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        var page = made.Headers.Location!.AbsolutePath;
        using var offered = await member.SendFormAsync(page, "offer-plan", new Dictionary<string, string> { ["institution"] = "lab", ["plan"] = "Next **month**" });
        Assert.Equal(HttpStatusCode.Found, offered.StatusCode);
        var shown = await (await member.GetAsync(page)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("<strong>month</strong>", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>cells", shown, StringComparison.Ordinal);
        using var outsider = await lab.Lab.Hub.SignedInAsync("outsider");
        Assert.DoesNotContain("close-request", await (await outsider.GetAsync(page)).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("Images", await (await outsider.GetAsync("/requests?technique=confocal-microscopy")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
