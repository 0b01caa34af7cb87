using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Checks;
using Tsumugi.Ethics;
using Tsumugi.Hub.Content;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Datasets.Repositories;

/// <summary>What conditions cannot be shed by: distance, another name.</summary>
public sealed class EffectiveConditionsTests(LabHub lab) : IClassFixture<LabHub>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conditions_reach_across_more_steps_than_a_picture_shows()
    {
        var far = await BeginAsync("far", Modifier.NonCommercialUseOnly);
        var chain = Enumerable.Range(0, Lineage.Limit + 500).Select(at => NodeRef.Of("job", $"step-{at}")).Append(far.Node).ToList();
        var effective = await lab.Hub.UseDbAsync(async db =>
        {
            db.Record(new() { Actor = LabHub.Member.Node, Kind = "test.chained", Subject = chain[0], Ties = [.. chain.Zip(chain.Skip(1), (from, to) => new Tie(from, Relations.Used, to))] });
            await db.SaveChangesAsync(Stop);
            Assert.True((await Lineage.Ancestors(db, chain[0], Stop)).Truncated);
            return await EffectiveConditions.OfAsync(db, [chain[0]], Stop);
        });
        Assert.Equal([far.Node], effective.Sources.Select(source => source.Source));
        Assert.Equal([Modifier.NonCommercialUseOnly], effective.Combined.Modifiers);
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_keep_their_conditions()
    {
        var (strict, copy, twice) = (await BeginAsync("strict", Modifier.NonCommercialUseOnly), await BeginAsync("copy"), await BeginAsync("copy-of-copy"));
        var original = (await lab.ImportAsync("lab/strict", LabHub.GenBank.Replace("parva", "magna", StringComparison.Ordinal))).Value;
        var copied = await CopyAsync(original, copy);
        var again = await CopyAsync(copied, twice);
        foreach (var made in (Revision[])[copied, again])
        {
            var effective = await lab.Hub.UseDbAsync(db => EffectiveConditions.OfAsync(db, [made.Node], Stop));
            Assert.Contains(Modifier.NonCommercialUseOnly, effective.Combined.Modifiers);
            var decision = effective.Decide(new() { IsCommercial = true }, DateTime.UtcNow);
            Assert.Equal([strict.Node], Assert.Single(decision.Findings).Sources);
        }

        // Moved within their own repository they are tied to nobody.
        var moved = await CopyAsync(original, strict);
        Assert.DoesNotContain(Relations.SameContentAs, await lab.Hub.UseDbAsync(db => db.Set<TieRow>().Where(row => row.From == moved.Node.ToString()).Select(row => row.Relation).ToListAsync(Stop)));
    }

    [Fact]
    public async Task What_was_taken_out_and_comes_back_keeps_its_conditions()
    {
        var (lasting, copy) = (await BeginAsync("lasting", Modifier.NonCommercialUseOnly), await BeginAsync("returning"));
        var store = lab.Hub.Services.GetRequiredService<ContentStore>();
        async Task<FileOperation> PutAsync(string path, string text)
        {
            var stored = await store.PutBytesAsync(Encoding.UTF8.GetBytes(text), Stop);
            return new FileOperation.Put(new(path, stored.Hash, stored.Size));
        }

        IReadOnlyList<FileOperation> puts = [await PutAsync("copy/measured.txt", string.Concat(Enumerable.Repeat("What lasts, ", 100)))];
        await CommitAsync(lasting, puts);
        await CommitAsync(copy, puts);
        await CommitAsync(copy, [new FileOperation.DeleteFolder("copy"), await PutAsync("notes.txt", "notes")]);
        Assert.Equal([], (await NewestAsync()).Combined.Modifiers);
        await CommitAsync(copy, puts);
        Assert.Equal([Modifier.NonCommercialUseOnly], (await NewestAsync()).Combined.Modifiers);

        Task<EffectiveConditions> NewestAsync() => lab.Hub.UseDbAsync(async db => await EffectiveConditions.OfAsync(db, [(await FindRepository.NewestAsync(db, copy, Stop))!.Node], Stop));
    }

    private async Task CommitAsync(Repository into, IReadOnlyList<FileOperation> operations)
    {
        await using var scope = lab.Hub.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<HubDb>();
        await ReachableContents.BroughtAsync(db, LabHub.Member, [.. operations.OfType<FileOperation.Put>().Select(put => put.File.Hash)], DateTime.UtcNow, Stop);
        var made = await new CommitFiles { Repository = (await db.FindAsync<Repository>(into.Kind, into.InstitutionId, into.Name))!, Operations = operations, Title = "files" }
            .RunAsync(db, scope.ServiceProvider.GetRequiredService<CheckContents>(), LabHub.Member, DateTime.UtcNow, Stop);
        Assert.False(made.Refused, made.Refusal?.Reason.En);
    }

    private Task<Repository> BeginAsync(string name, params Modifier[] modifiers) => lab.Hub.UseDbAsync(async db => (await new CreateRepository
    {
        Kind = RepositoryKinds.Dataset,
        InstitutionId = "lab",
        Name = name,
        TitleJa = name,
        TitleEn = name,
        Conditions = DataUseConditions.None with { Modifiers = [.. modifiers] },
    }.RunAsync(db, LabHub.Member, DateTime.UtcNow, Stop)).Value);

    private Task<Revision> CopyAsync(Revision from, Repository into) => lab.Hub.UseDbAsync(async db =>
    {
        var made = await new AddRevision
        {
            Repository = (await db.FindAsync<Repository>(into.Kind, into.InstitutionId, into.Name))!,
            Actor = LabHub.Member.Node,
            PersonId = "member",
            Files = [.. (await RevisionFiles.AllAsync(db, from, Stop)).Select(file => file with { Path = "renamed/" + file.Path })],
        }.StageAsync(db, DateTime.UtcNow, Stop);
        await db.SaveChangesAsync(Stop);
        return made;
    });
}
