using System.Security.Cryptography;
using CsCheck;
using Tsumugi.Federating.Secure;

namespace Tsumugi.Federating.Tests.Secure;

public sealed class MaskedSumTests
{
    private const string Round = "t 1";

    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    [Theory]
    [InlineData("", "")]
    [InlineData("", "c")]
    [InlineData("", "a e")]
    [InlineData("b", "")]
    [InlineData("b", "d")]
    public void Sum_isExact_whoeverIsLostOnTheWay(string lostBeforeSharing, string lostBeforeSending)
    {
        var numbers = Names.ToDictionary(name => name, name => Enumerable.Range(0, 9000).Select(i => Math.Sin(i + name[0]) * 1000).ToArray());
        var result = Run(lostBeforeSharing.Split(' '), lostBeforeSending.Split(' '), numbers, threshold: 3);
        var sent = Names.Except(lostBeforeSharing.Split(' ')).Except(lostBeforeSending.Split(' ')).ToList();
        for (var i = 0; i < 9000; i++)
        {
            var exact = unchecked(sent.Aggregate(0UL, (sum, name) => sum + FixedPoint.Encode(numbers[name][i])));
            Assert.Equal(exact, result[i]);
            Assert.Equal(sent.Sum(name => numbers[name][i]), FixedPoint.Decode(result[i]), 5.0 / (1 << FixedPoint.Fraction));
        }
    }

    [Fact]
    public void OneMaskedUpdate_looksLikeChance_whateverItHides()
    {
        // All zeros: what is seen is the mask alone. χ² of bytes over 256 cells has mean 255 and standard deviation √510.
        var sites = Names.Select(name => new MaskingSite(name, Round, MaskingSecrets.Make())).ToList();
        var masked = new ulong[200_000];
        sites[2].Mask(masked, [.. sites.Select(site => site.Keys())]);
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(masked.AsSpan()).ToArray();
        var expected = bytes.Length / 256.0;
        var square = bytes.GroupBy(value => value).Sum(cell => Math.Pow(cell.Count() - expected, 2) / expected);
        Assert.InRange(square, 255 - 6 * Math.Sqrt(510), 255 + 6 * Math.Sqrt(510));

        // Neighbours are not tied either: their correlation has standard deviation 1/√n.
        var centred = masked.Select(value => value / (double)ulong.MaxValue - 0.5).ToArray();
        Assert.InRange(centred.Zip(centred.Skip(1), (one, next) => one * next).Sum() / centred.Length * 12, -6 / Math.Sqrt(centred.Length), 6 / Math.Sqrt(centred.Length));
        Assert.Equal(masked.Length, masked.Distinct().Count());
    }

    [Fact]
    public void Masks_ofTwoSites_goOut()
    {
        var (one, other) = (new MaskingSite("a", Round, MaskingSecrets.Make() with { Seed = new byte[32] }), new MaskingSite("b", Round, MaskingSecrets.Make() with { Seed = new byte[32] }));
        RoundKeysOf[] keys = [one.Keys(), other.Keys()];
        ulong[] first = [5], second = [7];
        one.Mask(first, keys);
        other.Mask(second, keys);
        Masks.Apply(new byte[32], -1, first);
        Masks.Apply(new byte[32], -1, second);
        Assert.Equal(12UL, unchecked(first[0] + second[0]));
    }

    [Fact]
    public void Reveal_isRefused_whereTheSumWouldHideNobody()
    {
        var sites = Names.Select(name => new MaskingSite(name, Round, MaskingSecrets.Make())).ToList();
        RoundKeysOf[] keys = [.. sites.Select(site => site.Keys())];
        List<SealedShare> shares = [.. sites.SelectMany(site => site.Share(keys, 3))];
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Reveal(keys, shares, new HashSet<string> { "a", "b" }, 3));
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Reveal(keys, shares, new HashSet<string> { "b", "c", "d" }, 3));
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Reveal(keys, [.. shares.Select(share => share with { Bytes = [.. share.Bytes.Reverse()] })], new HashSet<string>(Names), 3));
        Assert.ThrowsAny<CryptographicException>(() => new MaskingSite("a", "t 2", MaskingSecrets.Make()).Reveal(keys, shares, new HashSet<string>(Names), 3));
    }

    [Fact]
    public void Share_isRefused_whereTheKeysWereExchanged_orAMinorityWouldDo()
    {
        var sites = Names.Select(name => new MaskingSite(name, Round, MaskingSecrets.Make())).ToList();
        RoundKeysOf[] keys = [.. sites.Select(site => site.Keys())];
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Share([keys[1] with { Site = "a" }, .. keys[1..]], 3));
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Share(keys, 2));
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Share([.. keys, keys[1]], 4));
        Assert.ThrowsAny<CryptographicException>(() => sites[0].Share([keys[0]], 1));
    }

    [Fact]
    public void Shares_ofAnyThreshold_giveTheSecretBack() => Gen.Select(Gen.Byte.Array[32], Gen.Int[1, 7], Gen.Int[0, 1000]).Sample((secret, threshold, seed) =>
    {
        var shares = ShamirShares.Split(secret, [1, 2, 3, 4, 5, 6, 7], threshold);
        var some = shares.OrderBy(share => (share.Key * 7919 + seed) % 31).Take(threshold).ToDictionary();
        Assert.Equal(secret, ShamirShares.Join(some));
    });

    [Fact]
    public void Shares_belowTheThreshold_giveAnotherSecret()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var two = ShamirShares.Split(secret, [1, 2, 3, 4], 3).Take(2).ToDictionary();
        Assert.NotEqual(secret, ShamirShares.Join(two));
    }

    [Fact]
    public void Prime_isOne() => Assert.True(IsProbablyPrime(ShamirShares.Prime));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e12)]
    public void Encode_ofWhatCannotBeSummed_isRefused(double number) => Assert.Throws<OverflowException>(() => FixedPoint.Encode(number));

    private static ulong[] Run(string[] lostBeforeSharing, string[] lostBeforeSending, Dictionary<string, double[]> numbers, int threshold)
    {
        var sites = Names.ToDictionary(name => name, name => new MaskingSite(name, Round, MaskingSecrets.Make()));
        RoundKeysOf[] keys = [.. sites.Values.Select(site => site.Keys())];
        var sharing = sites.Where(site => !lostBeforeSharing.Contains(site.Key)).ToList();
        List<SealedShare> shares = [.. sharing.SelectMany(site => site.Value.Share(keys, threshold))];
        RoundKeysOf[] sharers = [.. keys.Where(one => sharing.Any(site => site.Key == one.Site))];
        var sum = new ulong[numbers["a"].Length];
        var sent = sharing.Select(site => site.Key).Except(lostBeforeSending).ToHashSet();
        foreach (var name in sent)
        {
            ulong[] masked = [.. numbers[name].Select(FixedPoint.Encode)];
            sites[name].Mask(masked, sharers);
            MaskedSum.Add(sum, masked);
        }

        List<RevealedShares> revealed = [.. sent.Select(name => sites[name].Reveal(sharers, shares, sent, threshold))];
        MaskedSum.Unmask(sum, Round, Names, sharers, sent, revealed, threshold);
        return sum;
    }

    /// <summary>Miller and Rabin with the first primes as bases.</summary>
    private static bool IsProbablyPrime(System.Numerics.BigInteger n)
    {
        var (odd, twos) = (n - 1, 0);
        for (; odd.IsEven; twos++)
            odd >>= 1;
        return ((int[])[2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]).All(witness =>
        {
            var x = System.Numerics.BigInteger.ModPow(witness, odd, n);
            if (x.IsOne || x == n - 1)
                return true;
            for (var i = 1; i < twos; i++)
            {
                x = x * x % n;
                if (x == n - 1)
                    return true;
            }

            return false;
        });
    }
}
