using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tsumugi.Datasets.Repositories;
using Tsumugi.Datasets.Repositories.Search;
using Tsumugi.Institutions;

namespace Tsumugi.Tests.Datasets.Repositories;

public sealed class RepositoryIndexTests(LabHub lab) : IClassFixture<LabHub>
{
    private static readonly Caller Outsider = new() { PersonId = "outsider", Memberships = new Dictionary<string, InstitutionRole> { ["elsewhere"] = InstitutionRole.Researcher } };

    [Theory]
    [InlineData("遺伝子発現")]
    [InlineData("伝子")]
    [InlineData("肺")]
    [InlineData("ＥＸＰＲＥＳＳＩＯＮ")]
    [InlineData("ession atl")]
    [InlineData("発現　human")]
    [InlineData("ﾋﾄ")]
    [InlineData("single-cell")]
    public async Task Any_part_in_either_language_finds_it(string text)
    {
        await NamedAsync("found-me", "ヒト肺の遺伝子発現", "Human lung expression atlas", """{"tags":["single-cell"]}""");
        Assert.Contains("lab/found-me", await FindAsync(new() { Kind = "dataset", Text = text, Take = 100 }));
    }

    [Theory]
    [InlineData("lung liver")]
    [InlineData("found_me")]
    [InlineData("%")]
    public async Task What_is_not_there_is_not_found(string text)
    {
        await NamedAsync("found-me", "ヒト肺の遺伝子発現", "Human lung expression atlas", "{}");
        Assert.Empty(await FindAsync(new() { Kind = "dataset", Text = text, Take = 100 }));
    }

    [Fact]
    public async Task Name_comes_before_title_and_the_last_changed_first()
    {
        await NamedAsync("zebra-one", "", "", "{}");
        await NamedAsync("other-a", "", "a zebra", "{}");
        await NamedAsync("zebra-two", "", "", "{}");
        Assert.Equal(["lab/zebra-two", "lab/zebra-one", "lab/other-a"], await FindAsync(new() { Kind = "dataset", Text = "zebra", Take = 10 }));
        Assert.Equal(["lab/zebra-two", "lab/other-a", "lab/zebra-one"], await FindAsync(new() { Kind = "dataset", Text = "zebra", Take = 10, Order = RepositoryOrder.Updated }));
        Assert.Equal(["lab/other-a"], await FindAsync(new() { Kind = "dataset", Text = "zebra", Skip = 1, Take = 1, Order = RepositoryOrder.Updated }));
    }

    [Fact]
    public async Task Changes_are_found_at_once()
    {
        await NamedAsync("changing", "", "quokka", "{}");
        Assert.Equal(["lab/changing"], await FindAsync(new() { Kind = "dataset", Text = "quokka", Take = 10 }));
        await ChangeAsync("changing", row => (row.TitleEn, row.Visibility) = ("wombat", Visibility.Institution));
        Assert.Empty(await FindAsync(new() { Kind = "dataset", Text = "quokka", Take = 10 }));
        Assert.Equal(["lab/changing"], await FindAsync(new() { Kind = "dataset", Text = "wombat", Take = 10 }));
        Assert.Empty(await FindAsync(new() { Kind = "dataset", Text = "wombat", Take = 10 }, Outsider));
        await ChangeAsync("changing", row => row.DeletedAt = DateTime.UtcNow);
        Assert.Empty(await FindAsync(new() { Kind = "dataset", Text = "wombat", Take = 10 }));
    }

    // The index's own rule of sight and the one in the records must never differ.
    [Fact]
    public async Task Index_and_records_let_everybody_see_the_same()
    {
        Caller[] callers =
        [
            Caller.Anonymous, Outsider, LabHub.Member, new() { PersonId = "boss", IsOperator = true },
            LabHub.Member with { Memberships = new Dictionary<string, InstitutionRole>(), Only = new(["dataset:lab/secret"], []) },
        ];
        foreach (var caller in callers)
        {
            var records = await lab.Hub.UseDbAsync(db => FindRepository.Visible(db, caller, "dataset").Select(row => row.InstitutionId + "/" + row.Name).ToListAsync());
            Assert.Equal(records.Order(), (await FindAsync(new() { Kind = "dataset", Take = 1000 }, caller)).Order());
        }
    }

    private Task<List<string>> FindAsync(RepositoryQuery query, Caller? caller = null) => lab.Hub.UseDbAsync(async db =>
        (await lab.Hub.Services.GetRequiredService<RepositoryIndex>().FindAsync(db, caller ?? LabHub.Member, query, default)).Rows.Select(row => row.Id).ToList());

    private async Task NamedAsync(string name, string ja, string en, string card)
    {
        if (!await lab.Hub.UseDbAsync(db => db.Set<Repository>().AnyAsync(row => row.Name == name)))
            await lab.BeginAsync("dataset", name, Visibility.Hub);
        await ChangeAsync(name, row => (row.TitleJa, row.TitleEn, row.CardData) = (ja, en, card));
    }

    private async Task ChangeAsync(string name, Action<Repository> change) => await lab.Hub.UseDbAsync(async db =>
    {
        var row = (await db.FindAsync<Repository>("dataset", "lab", name))!;
        change(row);
        row.UpdatedAt = DateTime.UtcNow;
        return await db.SaveChangesAsync();
    });
}
