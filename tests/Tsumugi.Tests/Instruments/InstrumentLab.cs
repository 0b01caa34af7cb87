using Tsumugi.Client;
using Tsumugi.Client.Instruments;
using Tsumugi.Instruments;
using Tsumugi.Talent.Badges;
using Tsumugi.Tests.Kit;

namespace Tsumugi.Tests.Instruments;

/// <summary>A hub with a laboratory that owns instruments, its staff, and people of elsewhere who want to use them.</summary>
public sealed class InstrumentLab : IAsyncLifetime
{
    private readonly Dictionary<string, HubClient> _clients = [];

    public TestHub Hub { get; private set; } = null!;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Round the clock in Japan, for everybody.</summary>
    public static NewInstrument Plain { get; } = new()
    {
        Institution = "lab",
        NameJa = "機器",
        NameEn = "Machine",
        Place = "B1",
        Manufacturer = "Maker",
        Model = "M1",
        Techniques = ["plate-reading"],
        Staff = ["staff"],
    };

    public async ValueTask InitializeAsync()
    {
        Hub = await TestHub.StartAsync(Room.Of<InstrumentsRoom>());
        await Hub.AddPersonAsync("steward", false, "lab:steward");
        await Hub.AddPersonAsync("staff", false, "lab");
        await Hub.AddPersonAsync("member", false, "lab");
        await Hub.AddPersonAsync("outsider", false, "elsewhere");
        await Hub.AddPersonAsync("boss", isOperator: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        await Hub.DisposeAsync();
    }

    public async Task<HubClient> AsAsync(string person)
    {
        if (!_clients.TryGetValue(person, out var client))
            _clients[person] = client = new(Hub.Address, await Hub.TokenAsync(person));
        return client;
    }

    /// <returns>Its name.</returns>
    public async Task<string> RegisterAsync(string id, Func<NewInstrument, NewInstrument>? change = null) =>
        (await (await AsAsync("steward")).RegisterInstrumentAsync((change?.Invoke(Plain) ?? Plain) with { Id = id }, Stop)).Id;

    /// <summary>A project of the person's own, <c>person-work</c>.</summary>
    public async Task ProjectAsync(string person)
    {
        var hub = await AsAsync(person);
        try
        {
            await hub.BeginProjectAsync(new() { Id = $"{person}-work", Institution = person == "outsider" ? "elsewhere" : "lab", TitleJa = "題", TitleEn = "Title", Layers = ["cell"] }, Stop);
        }
        catch (HubRefusedException refused) when (refused.Problem.Code == "name-taken")
        {
        }
    }

    public Task CertifyAsync(string person, string course) => Hub.UseDbAsync(db =>
    {
        db.Add(new Badge { Id = Guid.NewGuid().ToString(), PersonId = person, CourseId = course, CourseVersion = 1, IssuedAt = DateTime.UtcNow, ShownName = person, Token = null });
        return db.SaveChangesAsync(Stop);
    });

    /// <returns>The code of the refusal.</returns>
    public static async Task<string?> CodeAsync(Func<Task> ask) => (await Assert.ThrowsAsync<HubRefusedException>(ask)).Problem.Code;
}
