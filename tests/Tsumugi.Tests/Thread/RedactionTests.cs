using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Tsumugi.Thread;
using Tsumugi.Thread.Redactions;

namespace Tsumugi.Tests.Thread;

/// <summary>Records in which pseudonyms stand for people still prove that nothing else was changed, before them, in them and after them.</summary>
public sealed class RedactionTests : IDisposable
{
    private static readonly string[] Both = ["hanako", "taro"];

    private static readonly string[] TextColumns = ["at", "actor", "kind", "subject", "body", "ties"];

    private readonly RecordsFile _records = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task Redacted_chain_is_sound_with_the_hashes_it_had_and_names_nobody()
    {
        await WriteAsync();
        var before = _records.Events();
        await RedactAsync(("hanako", "erased-1"));
        var after = _records.Events();
        Assert.Equal(before.Select(row => Convert.ToHexString(row.Hash)), after.Take(before.Count).Select(row => Convert.ToHexString(row.Hash)));
        Assert.DoesNotContain(after, row => $"{row.Actor} {row.Subject} {row.Body} {row.Ties}".Contains("person:hanako\"", StringComparison.Ordinal) || row.Actor == "person:hanako");
        Assert.Equal("""{"person":"erased-1","people":["erased-1","taro"],"node":"person:erased-1","dataset":"hanako","note":"紡ぐ hanako"}""", after[1].Body);
        Assert.Equal(("person:hanako-sato", "review:call/erased-1", "dataset:lab/hanako"), (after[2].Actor, after[2].Subject, after[3].Subject));
        var verdict = _records.Verify(Convert.ToHexStringLower(before[^1].Hash));
        Assert.True(verdict.Valid, verdict.Fault?.Reason.En);
        Assert.Equal((7, 5), (verdict.Length, verdict.Redacted));
    }

    [Fact]
    public async Task Who_redacted_may_be_redacted_and_one_record_twice()
    {
        await WriteAsync();
        await RedactAsync(("hanako", "erased-1"));
        await RedactAsync(("boss", "erased-2"), ("taro", "erased-3"));
        await _records.WriteAsync(Entries.Of(9, 1));
        await RedactAsync(("hanako", "erased-4"));
        var verdict = _records.Verify();
        Assert.True(verdict.Valid, verdict.Fault?.Reason.En);
        Assert.Equal(["person:erased-2", "person:boss", "person:erased-4", "person:boss"], _records.Events().Skip(6).Select(row => row.Actor));
    }

    [Fact]
    public async Task A_text_changed_anywhere_is_found_at_its_record()
    {
        await WriteAsync();
        await RedactAsync(("hanako", "erased-1"));
        await RedactAsync(("taro", "erased-2"));
        Gen.Select(Gen.Int[1, 8], Gen.OneOf(TextColumns.Select(Gen.Const).ToArray()), Gen.Int[0, 1_000], Gen.Char['!', '~']).Sample((seq, column, place, letter) =>
        {
            var row = _records.Events()[seq - 1];
            var text = column switch { "at" => row.At, "actor" => row.Actor, "kind" => row.Kind, "subject" => row.Subject, "body" => row.Body, _ => row.Ties };
            var changed = text.Insert(place % (text.Length + 1), letter.ToString());
            _records.Tamper($"UPDATE thread_event SET {column} = @p0 WHERE seq = @p1", changed, seq);
            var fault = _records.Verify().Fault?.Seq;
            _records.Tamper($"UPDATE thread_event SET {column} = @p0 WHERE seq = @p1", text, seq);
            // A record that says of no redaction any more vouches for none of those that it changed.
            Assert.True(fault == seq || (column == "kind" && seq > 6 && fault < seq), $"{fault}");
        }, iter: 200, threads: 1);
        Assert.True(_records.Verify().Valid);
    }

    [Theory]
    [InlineData("UPDATE thread_redaction SET digest = zeroblob(32) WHERE seq = 2", 2)]
    [InlineData("UPDATE thread_redaction SET seq = 6 WHERE seq = 2", 2)]
    [InlineData("UPDATE thread_redaction SET by_record = 1 WHERE seq = 2", 2)]
    [InlineData("DELETE FROM thread_redaction WHERE seq = 2", 2)]
    [InlineData("DELETE FROM thread_redaction WHERE seq = 3", 3)]
    [InlineData("INSERT INTO thread_redaction VALUES (6, 7, zeroblob(32))", 6)]
    [InlineData("INSERT INTO thread_redaction VALUES (99, 7, zeroblob(32))", 7)]
    [InlineData("UPDATE thread_event SET hash = zeroblob(32) WHERE seq = 3", 3)]
    [InlineData("UPDATE thread_tie SET to_node = 'person:taro' WHERE seq = 5", 5)]
    public async Task What_vouches_for_a_redaction_is_watched_as_the_chain_is(string sql, long first)
    {
        await WriteAsync();
        await RedactAsync(("hanako", "erased-1"));
        foreach (var change in (string[])["update", "delete"])
            _records.Execute($"DROP TRIGGER thread_redaction_no_{change}");
        _records.Tamper(sql);
        Assert.Equal(first, _records.Verify().Fault?.Seq);
    }

    [Fact]
    public async Task History_before_a_redacted_record_cannot_be_written_anew()
    {
        await _records.WriteAsync(Entries.Of(1) with { Actor = NodeRef.Of("person", "taro") }, Entries.Of(2));
        await RedactAsync(("hanako", "erased-1"));
        var row = _records.Events()[0];
        var forged = HashChain.Hash(HashChain.Beginning, 1, row.At, row.Actor, row.Kind, row.Subject, "{}", row.Ties);
        _records.Tamper("UPDATE thread_event SET body = '{}', hash = @p0 WHERE seq = 1", forged);
        Assert.Equal(2, _records.Verify().Fault?.Seq);
    }

    private Task WriteAsync() => _records.WriteAsync(
        Entries.Of(1, 2),
        new()
        {
            Actor = NodeRef.Of("person", "taro"),
            Kind = "call.opened",
            Subject = NodeRef.Of("call", "spring"),
            Facts = new Dictionary<string, object?> { ["person"] = "hanako", ["people"] = Both, ["node"] = "person:hanako", ["dataset"] = "hanako", ["note"] = "紡ぐ hanako" },
        },
        new() { Actor = NodeRef.Of("person", "hanako-sato"), Kind = "review.written", Subject = NodeRef.Of("review", "call/hanako") },
        new() { Actor = Entries.Hanako, Kind = "dataset.created", Subject = NodeRef.Of("dataset", "lab/hanako") },
        new() { Actor = NodeRef.Of("person", "taro"), Kind = "project.begun", Subject = NodeRef.Of("project", "p"), Ties = [new(NodeRef.Of("project", "p"), Relations.LedBy, Entries.Hanako)] },
        Entries.Of(6, 1) with { Actor = NodeRef.Of("person", "taro") });

    private async Task RedactAsync(params (string Id, string Name)[] names)
    {
        await using var db = _records.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(Stop);
        var redact = new RedactThread(db.Database.GetDbConnection(), transaction.GetDbTransaction(), names.ToDictionary(pair => pair.Id, pair => pair.Name));
        db.Record(new() { Actor = NodeRef.Of("person", "boss"), Kind = Redaction.Kind, Subject = NodeRef.Of("person", names[0].Name), Facts = redact.Change() });
        await db.SaveChangesAsync(Stop);
        redact.Keep(await db.Set<EventRow>().MaxAsync(row => row.Seq, Stop));
        await transaction.CommitAsync(Stop);
    }
}
