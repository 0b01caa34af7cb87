using System.Net;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Ethics;
using Tsumugi.Tests.Projects;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Instruments;

/// <summary>Conditions begin with the consent to a sample, and follow into whatever was measured from it; so does its end.</summary>
public sealed class SampleTests(ProjectLab lab) : IClassFixture<ProjectLab>
{
    private static readonly NewSample Plain = new() { Institution = "lab", Title = "Blood", Material = "blood", Organism = "NCBITaxon:9606", Licence = "CC-BY-4.0", Permission = "GRU" };

    private static readonly DataUseConditions Free = new() { Permission = Permission.NoRestriction, Licences = ["CC-BY-4.0"] };

    private static CancellationToken Stop => ProjectLab.Stop;

    [Fact]
    public async Task Everything_wrong_with_a_sample_is_said_at_once()
    {
        var refused = await Assert.ThrowsAsync<HubRefusedException>(async () => await (await lab.AsAsync("member")).RegisterSampleAsync(
            new() { Institution = "lab", Name = "No Good", Organism = "mouse", CollectedOn = "yesterday", Visibility = "all", Permission = "whatever", Parents = ["lab/nothing"], GivenIds = [new('x', 201)] }, Stop));
        Assert.Equal(
            ("bad-sample", "collectedOn,givenIds,licence,material,name,organism,parents,permission,title,visibility"),
            (refused.Problem.Code, string.Join(',', refused.Problem.Errors.Keys.Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task Made_from_others_it_comes_under_all_their_conditions()
    {
        var member = await lab.AsAsync("member");
        await member.RegisterSampleAsync(Plain with { Name = "donor", Permission = "HMB", Modifiers = ["NCU"] }, Stop);
        await member.RegisterSampleAsync(Plain with { Name = "cells", Parents = ["lab/donor"] }, Stop);
        var last = await member.RegisterSampleAsync(Plain with { Name = "library", Parents = ["lab/cells"], Permission = "GRU" }, Stop);
        Assert.Equal("HealthMedicalBiomedical", last.EffectiveConditions!.Permission);
        Assert.Contains("NonCommercialUseOnly", last.EffectiveConditions.Modifiers);
        Assert.Equal("name-taken", await InstrumentLab.CodeAsync(() => member.RegisterSampleAsync(Plain with { Name = "donor" }, Stop)));
    }

    [Fact]
    public async Task Derivation_has_no_circles()
    {
        var member = await lab.AsAsync("member");
        foreach (var name in new[] { "ring-1", "ring-2", "ring-3" })
            await member.RegisterSampleAsync(Plain with { Name = name }, Stop);
        await member.DeriveSampleAsync("lab/ring-2", "lab/ring-1", Stop);
        Assert.Equal(["lab/ring-2"], (await member.DeriveSampleAsync("lab/ring-3", "lab/ring-2", Stop)).Parents);
        Assert.Equal("sample-circle", await InstrumentLab.CodeAsync(() => member.DeriveSampleAsync("lab/ring-1", "lab/ring-3", Stop)));
        Assert.Equal("sample-circle", await InstrumentLab.CodeAsync(() => member.DeriveSampleAsync("lab/ring-1", "lab/ring-1", Stop)));
    }

    [Fact]
    public async Task Sample_of_an_institution_is_its_own_affair()
    {
        await (await lab.AsAsync("member")).RegisterSampleAsync(Plain with { Name = "private", GivenIds = ["SAMD-PRIVATE-1"], Origin = "Donor 77" }, Stop);
        var outsider = await lab.AsAsync("outsider");
        Assert.Equal("not-found", await InstrumentLab.CodeAsync(() => outsider.SampleAsync("lab/private", Stop)));
        Assert.Empty((await outsider.SamplesAsync("SAMD-PRIVATE-1", Stop)).Items);
        Assert.Equal(["lab/private"], (await (await lab.AsAsync("member")).SamplesAsync("SAMD-PRIVATE-1", Stop)).Items.Select(one => one.Id));
        var told = await lab.Lab.Hub.UseDbAsync(db => db.Set<EventRow>().SingleAsync(row => row.Subject == "sample:lab/private", Stop));
        Assert.DoesNotContain("77", told.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("SAMD", told.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_to_a_sample_follows_into_the_data_and_its_end_reaches_what_was_made()
    {
        var (member, steward) = (await lab.AsAsync("member"), await lab.AsAsync("steward"));
        await member.RegisterSampleAsync(Plain with { Name = "patient", Permission = "DS", Diseases = ["MONDO:0008903"] }, Stop);
        await member.RegisterSampleAsync(Plain with { Name = "biopsy", Parents = ["lab/patient"] }, Stop);
        var dataset = await lab.DatasetAsync("from-biopsy", Free);
        Assert.Null(await ProjectLab.SubmitAsync(member, dataset));

        Assert.Equal(["sample:lab/biopsy"], await member.NameSamplesAsync("lab/from-biopsy", new(null, ["lab/biopsy"], null), Stop));
        var refused = await ProjectLab.SubmitAsync(member, dataset);
        Assert.Equal("conditions", refused?.Code);
        Assert.Contains("lab/patient", refused?.Reason, StringComparison.Ordinal);
        await lab.BeginAsync("lung", new() { Disease = "MONDO:0008903" });
        Assert.Null(await ProjectLab.SubmitAsync(member, dataset, "lung"));

        Assert.Equal("stewards-only", await InstrumentLab.CodeAsync(() => member.WithdrawSampleAsync("lab/patient", "Consent taken back", Stop)));
        var withdrawal = await steward.WithdrawSampleAsync("lab/patient", "Consent taken back", Stop);
        Assert.Equal("withdrawn", (await ProjectLab.SubmitAsync(member, dataset, "lung"))?.Code);
        var impact = await steward.ImpactAsync(withdrawal.Id, 1, Stop);
        Assert.Superset(new HashSet<string> { "dataset:lab/from-biopsy", "sample:lab/biopsy" }, impact.Items.Select(one => one.Node).ToHashSet());
        Assert.Equal(withdrawal.Id, (await member.SampleAsync("lab/biopsy", Stop)).Withdrawal);
        Assert.Equal("bad-samples", await InstrumentLab.CodeAsync(() => member.NameSamplesAsync("lab/from-biopsy", new(null, ["lab/biopsy"], null), Stop)));
        Assert.Equal("already-withdrawn", await InstrumentLab.CodeAsync(() => steward.WithdrawSampleAsync("lab/patient", "Again", Stop)));

        // What is committed without it is confirmed by the steward, and free again.
        await member.CommitFileAsync("dataset", "lab/from-biopsy", "other.txt", "other people"u8.ToArray(), Stop);
        var revisions = (await member.DatasetAsync("lab/from-biopsy", Stop)).Revisions;
        var (old, later) = (revisions.MinBy(one => one.Number)!, revisions.MaxBy(one => one.Number)!);
        Assert.Equal("withdrawn", (await ProjectLab.SubmitAsync(member, dataset, "lung"))?.Code);
        Assert.Equal("withdrawn-revision", await InstrumentLab.CodeAsync(() => steward.ConfirmRevisionAsync(withdrawal.Id, new(old.Hash, "lab/from-biopsy"), Stop)));
        await steward.ConfirmRevisionAsync(withdrawal.Id, new(later.Hash, "lab/from-biopsy"), Stop);
        Assert.NotEqual("withdrawn", (await ProjectLab.SubmitAsync(member, dataset, "lung"))?.Code);
    }

    [Fact]
    public async Task Pages_register_a_sample_tie_it_to_data_and_withdraw_it()
    {
        using var steward = await lab.Lab.Hub.SignedInAsync("steward");
        var fields = new Dictionary<string, string>
        {
            ["institution"] = "lab",
            ["name"] = "by-form",
            ["title"] = "Liver <i>",
            ["material"] = "liver",
            ["organism"] = "NCBITaxon:10090",
            ["visibility"] = "hub",
            ["licence"] = "CC0-1.0",
            ["permission"] = "NoRestriction",
        };
        using var wrong = await steward.SendFormAsync("/samples/new", "register-sample", new Dictionary<string, string>(fields) { ["organism"] = "mouse" });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var made = await steward.SendFormAsync("/samples/new", "register-sample", fields);
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        await lab.DatasetAsync("by-form-data", Free);
        using var named = await steward.SendFormAsync("/datasets/lab/by-form-data", "name-samples", new Dictionary<string, string> { ["samples"] = "lab/by-form", ["booking"] = "" });
        Assert.Equal(HttpStatusCode.Found, named.StatusCode);
        using var outsider = await lab.Lab.Hub.SignedInAsync("outsider");
        var page = await (await outsider.GetAsync("/samples/lab/by-form")).Content.ReadAsStringAsync(Stop);
        Assert.Contains("/datasets/lab/by-form-data", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("withdraw-sample", page, StringComparison.Ordinal);
        using var not = await steward.SendFormAsync("/samples/lab/by-form", "withdraw-sample", new Dictionary<string, string> { ["reason"] = "x", ["typed"] = "other" });
        Assert.Equal(HttpStatusCode.BadRequest, not.StatusCode);
        using var withdrawn = await steward.SendFormAsync("/samples/lab/by-form", "withdraw-sample", new Dictionary<string, string> { ["reason"] = "Taken back", ["typed"] = "lab/by-form" });
        Assert.Equal(HttpStatusCode.Found, withdrawn.StatusCode);
        var report = await (await steward.GetAsync(withdrawn.Headers.Location!.AbsolutePath)).Content.ReadAsStringAsync(Stop);
        Assert.Contains("confirm-sample", report, StringComparison.Ordinal);
        Assert.Contains("Taken back", await (await steward.GetAsync("/samples/lab/by-form")).Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }
}
