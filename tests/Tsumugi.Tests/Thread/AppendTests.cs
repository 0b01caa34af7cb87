using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Institutions;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

public sealed class AppendTests : IDisposable
{
    private readonly RecordsFile _records = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task Records_are_numbered_chained_and_tied()
    {
        await _records.WriteAsync(Entries.Of(1), Entries.Of(2, ties: 2));
        await _records.WriteAsync(Entries.Of(3, ties: 1));

        var events = _records.Events();
        Assert.Equal([1, 2, 3], events.Select(row => row.Seq));
        Assert.Equal("{\"number\":2,\"title\":\"紡ぐ\"}", events[1].Body);
        Assert.Equal("[[\"dataset:set-3\",\"derivedFrom\",\"dataset:source-0\"]]", events[2].Ties);
        var verdict = _records.Verify();
        Assert.True(verdict.Valid);
        Assert.Equal((3, Convert.ToHexStringLower(events[2].Hash)), (verdict.Length, verdict.Head));
    }

    [Fact]
    public void An_empty_thread_is_sound() =>
        Assert.Equal((true, 0, new string('0', 64)), (_records.Verify().Valid, _records.Verify().Length, _records.Verify().Head));

    [Fact]
    public async Task A_change_and_its_record_are_saved_together()
    {
        await using (var db = _records.Open())
        {
            db.Add(new Person { Id = "hanako", Name = "Hanako", IsOperator = false });
            db.Record(Entries.Of(1));
            await db.SaveChangesAsync(Stop);
        }

        await using var later = _records.Open();
        Assert.NotNull(await later.FindAsync<Person>(["hanako"], Stop));
        Assert.Single(_records.Events());
    }

    [Fact]
    public async Task A_transaction_rolled_back_leaves_neither_the_change_nor_its_record()
    {
        await using (var db = _records.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Stop);
            db.Add(new Person { Id = "hanako", Name = "Hanako", IsOperator = false });
            db.Record(Entries.Of(1));
            await db.SaveChangesAsync(Stop);
            await transaction.RollbackAsync(Stop);
        }

        await AssertNothingIsStored();
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_no_record()
    {
        await using (var db = _records.Open())
        {
            db.Add(new Membership { PersonId = "nobody", InstitutionId = "nowhere", Role = InstitutionRole.Researcher });
            db.Record(Entries.Of(1));
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Stop));
        }

        await AssertNothingIsStored();
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_takes_its_change_back()
    {
        _records.Execute("CREATE TRIGGER broken BEFORE INSERT ON thread_event BEGIN SELECT RAISE(ABORT, 'no'); END");
        await using (var db = _records.Open())
        {
            db.Add(new Person { Id = "hanako", Name = "Hanako", IsOperator = false });
            db.Record(Entries.Of(1));
            await Assert.ThrowsAsync<SqliteException>(() => db.SaveChangesAsync(Stop));
        }

        await AssertNothingIsStored();
    }

    [Fact]
    public async Task Writers_in_parallel_make_one_chain_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var at = 0; at < 50; at++)
                await _records.WriteAsync(Entries.Of((writer * 50) + at, ties: at % 3));
        }, Stop)));

        var events = _records.Events();
        Assert.Equal(Enumerable.Range(1, 400).Select(seq => (long)seq), events.Select(row => row.Seq));
        Assert.Equal(400, events.Select(row => row.Subject).Distinct().Count());
        Assert.Equal((true, 400), (_records.Verify().Valid, _records.Verify().Length));
    }

    [Theory]
    [InlineData("UPDATE thread_event SET body = '{}'")]
    [InlineData("DELETE FROM thread_event")]
    [InlineData("UPDATE thread_tie SET to_node = 'dataset:other'")]
    [InlineData("DELETE FROM thread_tie")]
    public async Task The_database_itself_refuses_to_change_or_remove_a_record(string sql)
    {
        await _records.WriteAsync(Entries.Of(1, ties: 1));
        Assert.Contains("append-only", Assert.Throws<SqliteException>(() => _records.Execute(sql)).Message, StringComparison.Ordinal);
        Assert.True(_records.Verify().Valid);
    }

    private async Task AssertNothingIsStored()
    {
        await using var db = _records.Open();
        Assert.Empty(await db.Set<Person>().ToListAsync(Stop));
        Assert.Empty(_records.Events());
    }
}
