using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

public sealed class TamperTests : IDisposable
{
    private readonly RecordsFile _records = new();

    public void Dispose() => _records.Dispose();

    [Theory]
    [InlineData("UPDATE thread_event SET body = '{}' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET actor = 'person:taro' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET kind = 'dataset.created' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET subject = 'dataset:other' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET ties = '[]' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET hash = zeroblob(32) WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET hash = zeroblob(0) WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET hash = CAST(hash || x'00' AS BLOB) WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET body = body || char(0) || 'hidden' WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET actor = 'person:hanako' || char(10) WHERE seq = 1", 1)]
    [InlineData("UPDATE thread_event SET subject = CAST(subject AS BLOB) WHERE seq = 3", 3)]
    [InlineData("DELETE FROM thread_event WHERE seq = 1", 1)]
    [InlineData("DELETE FROM thread_event WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET seq = 9 WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_event SET seq = 0 WHERE seq = 1", 1)]
    [InlineData("UPDATE thread_event SET body = '{}' WHERE seq IN (2, 4)", 2)]
    [InlineData("UPDATE thread_tie SET to_node = 'dataset:other' WHERE seq = 3 AND position = 1", 3)]
    [InlineData("UPDATE thread_tie SET from_node = 'dataset:other' WHERE seq = 3 AND position = 1", 3)]
    [InlineData("UPDATE thread_tie SET relation = 'used' WHERE seq = 3 AND position = 1", 3)]
    [InlineData("UPDATE thread_tie SET position = 7 WHERE seq = 3 AND position = 1", 3)]
    [InlineData("UPDATE thread_tie SET seq = 4, position = 9 WHERE seq = 3 AND position = 1", 3)]
    [InlineData("DELETE FROM thread_tie WHERE seq = 3 AND position = 1", 3)]
    [InlineData("DELETE FROM thread_tie", 2)]
    [InlineData("INSERT INTO thread_tie VALUES (3, 2, 'dataset:a', 'used', 'dataset:b')", 3)]
    [InlineData("INSERT INTO thread_tie VALUES (1, 0, 'dataset:a', 'used', 'dataset:b')", 1)]
    [InlineData("INSERT INTO thread_tie VALUES (99, 0, 'dataset:a', 'used', 'dataset:b')", 6)]
    [InlineData("INSERT INTO thread_tie VALUES (0, 0, 'dataset:a', 'used', 'dataset:b')", 1)]
    [InlineData("INSERT INTO thread_event VALUES (6, '2027-01-01T00:00:00.000000Z', 'person:x', 'a.b', 'c:d', '{}', '[]', zeroblob(32))", 6)]
    public async Task The_first_record_that_is_not_what_was_written_is_named(string sql, long first)
    {
        await WriteFive();
        _records.Tamper(sql);

        var verdict = _records.Verify();
        Assert.False(verdict.Valid);
        Assert.Equal((first, first - 1), (verdict.Fault!.Seq, verdict.Length));
        Assert.NotEqual(verdict.Fault.Reason.Ja, verdict.Fault.Reason.En);
    }

    [Fact]
    public async Task A_chain_without_its_tail_is_sound_in_itself_but_not_against_a_head_noted_before()
    {
        await WriteFive();
        var head = _records.Verify().Head;
        _records.Tamper("DELETE FROM thread_event WHERE seq > 3");
        _records.Tamper("DELETE FROM thread_tie WHERE seq > 3");

        // Who forgets what is kept about origins is betrayed by that.
        Assert.False(_records.Verify().Valid);
        _records.Tamper("DELETE FROM node_origin WHERE node = 'dataset:set-5'");
        Assert.True(_records.Verify().Valid);
        Assert.Equal(4, _records.Verify(head).Fault?.Seq);
    }

    [Fact]
    public async Task A_head_noted_before_is_found_after_more_was_written()
    {
        await WriteFive();
        var head = _records.Verify().Head;
        await WriteFive();

        Assert.Equal((true, 10), (_records.Verify(head).Valid, _records.Verify(head).Length));
        Assert.True(_records.Verify(head.ToUpperInvariant()).Valid);
    }

    [Fact]
    public async Task A_record_rewritten_with_a_fitting_hash_is_betrayed_by_the_next_one()
    {
        await WriteFive();
        var (before, row) = (_records.Events()[1], _records.Events()[2]);
        _records.Tamper(
            "UPDATE thread_event SET body = '{}', hash = @p0 WHERE seq = 3",
            HashChain.Hash(before.Hash, 3, row.At, row.Actor, row.Kind, row.Subject, "{}", row.Ties));

        Assert.Equal(4, _records.Verify().Fault?.Seq);
    }

    [Theory]
    [InlineData("no ties at all")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[[\"a:b\"]]")]
    [InlineData("[[\"a:b\",null,\"c:d\"]]")]
    [InlineData("[ ]")]
    public async Task A_last_record_forged_with_its_hash_is_found_when_its_ties_are_not_in_the_index(string ties)
    {
        await WriteFive();
        var (before, row) = (_records.Events()[3], _records.Events()[4]);
        _records.Tamper("DELETE FROM thread_tie WHERE seq = 5");
        _records.Tamper(
            "UPDATE thread_event SET ties = @p0, hash = @p1 WHERE seq = 5",
            ties, HashChain.Hash(before.Hash, 5, row.At, row.Actor, row.Kind, row.Subject, row.Body, ties));

        Assert.Equal(5, _records.Verify().Fault?.Seq);
        Assert.Throws<FormatException>(() => ThreadText.ReadTies(ties));
    }

    private Task WriteFive() => _records.WriteAsync(
        Entries.Of(1), Entries.Of(2, ties: 1), Entries.Of(3, ties: 2), Entries.Of(4), Entries.Of(5, ties: 1));
}
