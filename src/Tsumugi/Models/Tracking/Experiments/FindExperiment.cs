using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Experiments;

/// <summary>Looks experiments up, through the gate.</summary>
public static class FindExperiment
{
    /// <summary>What clients write who chose none: the experiment <see cref="DefaultName"/> of the caller's institution.</summary>
    public const string DefaultId = "0";

    public const string DefaultName = "Default";

    public static async Task<Outcome<Experiment>> RunAsync(Asked asked, Act act, string? id)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        if (string.IsNullOrEmpty(id))
            return Faults.Missing("experiment_id");
        if (id == DefaultId)
            return await DefaultAsync(asked, act);
        var found = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await asked.Db.Set<Experiment>().FirstOrDefaultAsync(row => row.Number == number, asked.Stop)
            : null;
        return Let(asked.Caller, act, found, id);
    }

    public static async Task<Outcome<Experiment>> ByNameAsync(Asked asked, Act act, string? name)
    {
        if (Gate.AskSignedIn(asked.Caller) is { } signIn)
            return signIn;
        if (string.IsNullOrEmpty(name))
            return Faults.Missing("experiment_name");
        var owned = await OwnedName.ReadAsync(asked, name);
        return owned.Refused ? owned.Refusal! : Let(asked.Caller, act, await OfAsync(asked, owned.Value), name);
    }

    /// <summary>Experiments that the caller may see, deleted ones included.</summary>
    public static IQueryable<Experiment> Visible(HubDb db, Caller caller)
    {
        var own = caller.Memberships.Keys.ToList();
        return db.Set<Experiment>().AsNoTracking()
            .Where(row => caller.SignedIn && (caller.IsOperator || row.Visibility == Visibility.Hub || own.Contains(row.InstitutionId)));
    }

    private static Outcome<Experiment> Let(Caller caller, Act act, Experiment? found, string asked) =>
        found is null ? Gate.NoSuch(new($"実験 {asked} ", $"the experiment {asked}"))
        : Gate.Ask(caller, act, found.Guarded) is { } refusal ? refusal
        : found;

    private static async Task<Outcome<Experiment>> DefaultAsync(Asked asked, Act act)
    {
        var owned = await OwnedName.ReadAsync(asked, DefaultName);
        if (owned.Refused)
            return owned.Refusal!;
        if (await OfAsync(asked, owned.Value) is { } there)
            return Let(asked.Caller, act, there, DefaultId);
        if (Gate.AskFor(asked.Caller, owned.Value.InstitutionId) is { } refusal)
            return act == Act.Write ? refusal : Gate.NoSuch(new("既定の実験 ", "the default experiment"));
        var begun = await CreateExperiment.BeginAsync(asked, owned.Value, []);

        // Somebody else may have begun it in the same moment.
        return begun.Refused && await OfAsync(asked, owned.Value) is { } now ? now : begun;
    }

    private static Task<Experiment?> OfAsync(Asked asked, OwnedName owned) => asked.Db.Set<Experiment>()
        .FirstOrDefaultAsync(row => row.InstitutionId == owned.InstitutionId && row.Name == owned.Name, asked.Stop);
}
