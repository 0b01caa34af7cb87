using System.Security.Cryptography;
using System.Text;
using Tsumugi.Thread;

namespace Tsumugi.Tests.Thread;

public sealed class HashChainTests
{
    private static readonly DateTime Noon = new DateTime(2026, 4, 1, 3, 0, 0, DateTimeKind.Utc).AddTicks(1_234_560);

    [Fact]
    public void The_hash_is_the_documented_text_under_SHA256()
    {
        var text = "1\n2026-04-01T03:00:00.123456Z\nperson:hanako\ndataset.created\ndataset:紡\n{\"a\":1}\n[]\n";
        var documented = SHA256.HashData([.. new byte[32], .. Encoding.UTF8.GetBytes(text)]);
        Assert.Equal(
            documented,
            HashChain.Hash(HashChain.Beginning, 1, HashChain.Written(Noon), "person:hanako", "dataset.created", "dataset:紡", "{\"a\":1}", "[]"));
    }

    /// <summary>Computed once with coreutils: <c>(head -c 32 /dev/zero; printf '…') | sha256sum</c>.</summary>
    [Fact]
    public void A_hash_computed_outside_is_the_same() => Assert.Equal(
        "b60e9872ed307f2d2e1cdc56a8058dea3bad0615edc6262af70f8deaf9e89b8e",
        Convert.ToHexStringLower(HashChain.Hash(
            HashChain.Beginning, 1, "2026-04-01T03:00:00.123456Z", "person:hanako", "dataset.created", "dataset:leptospira", "{}", "[]")));

    [Fact]
    public void A_text_longer_than_the_buffer_on_the_stack_hashes_alike()
    {
        var (previous, body) = (SHA256.HashData("before"u8), new string('紡', 5_000));
        var text = $"{long.MaxValue}\nt\na\nk\ns\n{body}\n[]\n";
        Assert.Equal(
            SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(text)]),
            HashChain.Hash(previous, long.MaxValue, "t", "a", "k", "s", body, "[]"));
    }

    [Fact]
    public void Two_texts_that_only_divide_differently_have_different_hashes() => Assert.NotEqual(
        HashChain.Hash(HashChain.Beginning, 1, "t", "ab", "c", "s", "", ""),
        HashChain.Hash(HashChain.Beginning, 1, "t", "a", "bc", "s", "", ""));

    [Fact]
    public void A_time_is_read_as_it_was_written()
    {
        Assert.Equal(Noon, HashChain.ReadTime(HashChain.Written(Noon)));
        Assert.Equal(DateTimeKind.Utc, HashChain.ReadTime(HashChain.Written(Noon)).Kind);
    }
}
