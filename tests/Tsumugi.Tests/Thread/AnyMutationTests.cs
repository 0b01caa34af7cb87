using System.Text;
using CsCheck;

namespace Tsumugi.Tests.Thread;

/// <summary>Whatever value of whatever record is changed, the verification stops at that record.</summary>
public sealed class AnyMutationTests : IDisposable
{
    private const int Count = 12;

    private static readonly string[] TextColumns = ["at", "actor", "kind", "subject", "body", "ties"];

    private readonly RecordsFile _records = new();

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task A_text_changed_anywhere_is_found_at_its_record()
    {
        await Write();
        Gen.Select(Gen.Int[1, Count], Gen.OneOf(TextColumns.Select(Gen.Const).ToArray()), Gen.Int[0, 1_000], Gen.Char).Sample((seq, column, place, letter) =>
        {
            var row = _records.Events()[seq - 1];
            var text = column switch
            {
                "at" => row.At,
                "actor" => row.Actor,
                "kind" => row.Kind,
                "subject" => row.Subject,
                "body" => row.Body,
                _ => row.Ties,
            };
            var at = place % (text.Length + 1);
            var changed = text[..at] + letter + (place % 2 == 0 && at < text.Length ? text[(at + 1)..] : text[at..]);
            if (changed == text || !IsText(changed))
                return;
            _records.Tamper($"UPDATE thread_event SET {column} = @p0 WHERE seq = @p1", changed, seq);
            Assert.Equal(seq, _records.Verify().Fault?.Seq);
            _records.Tamper($"UPDATE thread_event SET {column} = @p0 WHERE seq = @p1", text, seq);
        }, iter: 300, threads: 1);
        Assert.True(_records.Verify().Valid);
    }

    [Fact]
    public async Task A_bit_changed_in_a_hash_is_found_at_its_record()
    {
        await Write();
        Gen.Select(Gen.Int[1, Count], Gen.Int[0, 255]).Sample((seq, bit) =>
        {
            var hash = _records.Events()[seq - 1].Hash;
            var changed = hash.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            _records.Tamper("UPDATE thread_event SET hash = @p0 WHERE seq = @p1", changed, seq);
            Assert.Equal(seq, _records.Verify().Fault?.Seq);
            _records.Tamper("UPDATE thread_event SET hash = @p0 WHERE seq = @p1", hash, seq);
        }, iter: 100, threads: 1);
    }

    // A lone half of a surrogate pair has no UTF-8 form and cannot be stored as such.
    private static bool IsText(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);

    private Task Write() => _records.WriteAsync([.. Enumerable.Range(1, Count).Select(number => Entries.Of(number, number % 3))]);
}
