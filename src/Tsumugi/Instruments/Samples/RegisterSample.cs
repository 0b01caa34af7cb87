using Microsoft.EntityFrameworkCore;
using Tsumugi.Ethics.Diseases;
using Tsumugi.Hub;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Instruments.Samples;

/// <summary>Registers a sample, by itself or as made from others.</summary>
/// <param name="Name">Within the institution; one is made up when none is given.</param>
public sealed record RegisterSample(string InstitutionId, string? Name, SampleEntry Entry)
{
    public async Task<Outcome<Sample>> RunAsync(HubDb db, Caller caller, DiseaseOntology diseases, DateTime now, CancellationToken stop)
    {
        if (Gate.AskFor(caller, InstitutionId) is { } refusal)
            return refusal;
        if (await db.Set<Institution>().FindAsync([InstitutionId], stop) is null)
            return Gate.NoSuch(new($"研究機関 {InstitutionId} ", $"the institution {InstitutionId}"));
        var name = string.IsNullOrWhiteSpace(Name) ? RandomId.Make(10) : Name.Trim();
        var faults = new FieldFaults();
        var made = Entry.Read(InstitutionId, name, caller.PersonId!, diseases, now, faults);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var taken = await db.Set<Sample>().AnyAsync(row => row.Id == made.Id, stop);
        faults.Need(!taken, "name", new($"{made.Id} は既にあります。", $"{made.Id} already exists."));
        var parents = Entry.Parents.Select(id => id.Trim()).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Take(SampleEntry.MostParents).ToList();
        foreach (var parent in parents)
            faults.Refuse("parents", await FaultAsync(db, caller, parent, stop));
        if (faults.ToRefusal("bad-sample") is { } wrong)
            return taken && wrong.Fields.Count == 1 ? wrong with { Code = "name-taken", Status = 409 } : wrong;
        db.Add(made);
        db.AddRange(parents.Select(parent => new SampleParent(made.Id, parent)));
        db.Record(new()
        {
            Actor = caller.Node,
            Kind = "sample.registered",
            Subject = made.Node,
            Facts = new Dictionary<string, object?> { ["organism"] = made.Organism, ["material"] = made.Material, ["conditions"] = made.Conditions },
            Ties = [new(made.Node, Relations.BelongsTo, NodeRef.Of("institution", InstitutionId)), .. parents.Select(parent => new Tie(made.Node, Relations.DerivedFrom, NodeRef.Of(Sample.NodeKind, parent)))],
        });
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return made;
    }

    internal static async Task<Words?> FaultAsync(HubDb db, Caller caller, string parent, CancellationToken stop) =>
        await FindSample.ToUseAsync(db, caller, parent, stop) is { Refused: true } found ? new($"{parent}：{found.Refusal!.Reason.Ja}", $"{parent}: {found.Refusal.Reason.En}") : null;
}
