using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Compute;
using Tsumugi.Datasets;
using Tsumugi.Institutions;
using Tsumugi.Models;
using Tsumugi.Talent;
using Tsumugi.Talent.Cohorts;
using Tsumugi.Talent.Courses;
using Tsumugi.Talent.Practicals;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Talent;

/// <summary>A hub with a small course that a laboratory brought, a cohort of it, and everybody who may ask.</summary>
public sealed class TalentHub : IAsyncLifetime
{
    public TestHub Hub { get; private set; } = null!;

    /// <summary>Taught by the steward; one place.</summary>
    public string Cohort { get; private set; } = "";

    public static Caller Steward { get; } = new() { PersonId = "steward", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Steward } };

    public static Caller Member { get; } = new() { PersonId = "member", Name = "花子", Memberships = new Dictionary<string, InstitutionRole> { ["lab"] = InstitutionRole.Researcher } };

    public static Caller Outsider { get; } = new() { PersonId = "outsider", Memberships = new Dictionary<string, InstitutionRole> { ["elsewhere"] = InstitutionRole.Researcher } };

    public async ValueTask InitializeAsync()
    {
        Hub = await TestHub.StartAsync(Room.Of<TalentRoom>(), Room.Of<DatasetsRoom>(), Room.Of<ComputeRoom>(), Room.Of<ModelsRoom>());
        await Hub.AddPersonAsync("steward", false, "lab:steward");
        await Hub.AddPersonAsync("member", false, "lab");
        await Hub.AddPersonAsync("outsider", false, "elsewhere");
        await Hub.AddPersonAsync("boss", isOperator: true);
        Assert.Null((await BringAsync(Small.Files)).Refusal);
        Cohort = (await Hub.UseDbAsync(db => new OpenCohort("small", "lab", "第 1 会議室", "9", "2099-05-10 13:00 - 15:30").RunAsync(db, Steward, default))).Value.Id;
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    public async Task<Tsumugi.Hub.Outcome<Course>> BringAsync(IReadOnlyDictionary<string, string> files, Caller? caller = null)
    {
        await using var scope = Hub.Services.CreateAsyncScope();
        var runs = scope.ServiceProvider.GetRequiredService<IPracticalRuns>();
        return await new BringCourse("lab", files).RunAsync(scope.ServiceProvider.GetRequiredService<Tsumugi.Hub.Storage.HubDb>(), runs, caller ?? Steward, DateTime.UtcNow, default);
    }
}
