using System.Net;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Datasets.Consent;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Ethics;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Institutions;
using Tsumugi.Ethics.Terms;

namespace Tsumugi.Tests.Datasets.Consent;

/// <summary>A consent form's answers become the conditions that say the same, and are shown before they hold.</summary>
public sealed class ConsentTests(LabHub lab) : IClassFixture<LabHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Forms => new()
    {
        // Scope, what the form says, permission and modifiers that follow.
        { "GeneralResearch", "", "GRU NCU NMDS NPOA NPU" },
        { "GeneralResearch", "companies commercial methods ancestry", "GRU" },
        { "HealthMedicalBiomedical", "companies methods committee published returned", "HMB IRB NCU NPOA PUB RTN" },
        { "PopulationOrigins", "companies commercial methods", "POA" },
        { "NoRestriction", "companies commercial methods care", "CC NRES" },
        { "GeneralResearch", "companies commercial methods ancestry genetic together", "COL GRU GSO" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Answers_become_terms(string scope, string yes, string terms)
    {
        var made = Read(new() { Scope = scope, Yes = yes.Split(' ').ToHashSet(), Licence = "CC-BY-4.0" });
        var said = made.AllModifiers.Select(DuoTerms.Of).Append(DuoTerms.Of(made.Permission)).Select(term => term.Shorthand).Order(StringComparer.Ordinal);
        Assert.Equal(terms, string.Join(' ', said));
    }

    [Fact]
    public void Every_question_turns_into_its_modifier_and_days_into_theirs()
    {
        foreach (var (name, fromYes, modifier) in ConsentAnswers.Questions)
        {
            var (with, without) = (Read(new() { Scope = "GeneralResearch", Yes = new HashSet<string> { name }, Licence = "CC0-1.0" }), Read(new() { Scope = "GeneralResearch", Licence = "CC0-1.0" }));
            Assert.Equal((modifier, fromYes, !fromYes), (modifier, with.Modifiers.Contains(modifier), without.Modifiers.Contains(modifier)));
        }

        var dated = Read(new()
        {
            Scope = "GeneralResearch",
            Yes = new HashSet<string> { "published", ConsentAnswers.Anonymous },
            Countries = "jp",
            KeptUntil = "2031-03-31",
            PublicationDue = "2029-03-31",
            Training = "ByApproval",
            Licence = "CC0-1.0",
        });
        Assert.Equal((new DateOnly(2031, 3, 31), new DateOnly(2029, 3, 31), Allowance.ByApproval, true), (dated.Limits.UseUntil, dated.Due.Publication, dated.ModelTraining, dated.NoReidentification));
        Assert.Equal(["JP"], dated.Limits.Regions);
    }

    [Fact]
    public void A_day_without_its_promise_is_refused()
    {
        var faults = new FieldFaults();
        new ConsentAnswers { Scope = "GeneralResearch", ReturnDue = "2029-03-31", Licence = "CC0-1.0" }.ToEntry().Read(faults, DiseaseOntology.Empty);
        Assert.Equal(["returnDue"], faults.ToRefusal("bad")!.Fields.Keys);
    }

    [Fact]
    public async Task The_page_shows_what_follows_and_saves_only_when_told_to()
    {
        var repository = await lab.BeginAsync(RepositoryKinds.Dataset, "consented", Visibility.Hub);
        using var member = await lab.Hub.SignedInAsync("member");
        var page = $"/datasets/{repository.Id}/consent";
        Dictionary<string, string> answers = new() { ["scope"] = "HealthMedicalBiomedical", ["yes"] = "published", ["publicationDue"] = "2029-03-31", ["licence"] = "CC-BY-4.0" };
        var shown = await (await member.SendFormAsync(page, "consent", new Dictionary<string, string>(answers) { ["what"] = "show" })).Content.ReadAsStringAsync(Stop);
        Assert.Contains("DUO:0000019", shown, StringComparison.Ordinal);
        Assert.Contains(DuoTerms.Of(Modifier.PublicationRequired).Meaning.En, WebUtility.HtmlDecode(shown), StringComparison.Ordinal);
        Assert.Equal(Permission.GeneralResearch, (await ConditionsAsync(repository)).Permission);
        await member.SendFormAsync(page, "consent", new Dictionary<string, string>(answers) { ["what"] = "save" });
        var saved = await ConditionsAsync(repository);
        Assert.Equal((Permission.HealthMedicalBiomedical, new DateOnly(2029, 3, 31)), (saved.Permission, saved.Due.Publication));
        using var outsider = await lab.Hub.SignedInAsync("outsider");
        Assert.Equal(HttpStatusCode.Forbidden, (await outsider.GetAsync(page)).StatusCode);
    }

    private static DataUseConditions Read(ConsentAnswers answers)
    {
        var faults = new FieldFaults();
        var made = answers.ToEntry().Read(faults, DiseaseOntology.Empty);
        Assert.Null(faults.ToRefusal("bad"));
        return made;
    }

    private Task<DataUseConditions> ConditionsAsync(Repository repository) =>
        lab.Hub.UseDbAsync(db => db.Set<Repository>().Where(row => row.Kind == repository.Kind && row.Name == repository.Name).Select(row => row.Conditions).SingleAsync(Stop));
}
