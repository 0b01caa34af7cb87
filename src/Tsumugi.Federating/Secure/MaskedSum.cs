using System.Security.Cryptography;

namespace Tsumugi.Federating.Secure;

/// <summary>The server's part of secure aggregation: it adds up masked numbers, and takes the masks off the sum alone.</summary>
public static class MaskedSum
{
    /// <summary>Adds one masked update, modulo 2⁶⁴; the order does not matter.</summary>
    public static void Add(Span<ulong> sum, ReadOnlySpan<ulong> masked)
    {
        for (var i = 0; i < sum.Length; i++)
            sum[i] = unchecked(sum[i] + masked[i]);
    }

    /// <param name="sum">Of the updates of all sites in <paramref name="sent"/>; left without masks.</param>
    /// <param name="sharers">Keys of all sites that shared, lost ones too.</param>
    /// <param name="revealed">At least <paramref name="threshold"/> answers.</param>
    /// <param name="all">Sites that advertised keys, in whose order the shares have their places.</param>
    /// <exception cref="CryptographicException">Too few answers, or shares that do not belong together.</exception>
    public static void Unmask(
        Span<ulong> sum, string round, IReadOnlyList<string> all, IReadOnlyList<RoundKeysOf> sharers, IReadOnlySet<string> sent, IReadOnlyList<RevealedShares> revealed, int threshold)
    {
        if (revealed.Count < threshold)
            throw new CryptographicException($"{revealed.Count} sites gave their shares; {threshold} are needed.");
        var places = MaskingSite.Places(all);
        List<RevealedShares> used = [.. revealed.OrderBy(answer => answer.From, StringComparer.Ordinal).Take(threshold)];
        foreach (var keys in sharers)
        {
            if (sent.Contains(keys.Site))
            {
                Masks.Apply(Join(used, places, keys.Site, answer => answer.OfSeeds), -1, sum);
                continue;
            }

            using var lost = RoundKeyPair.Of(Join(used, places, keys.Site, answer => answer.OfKeys));
            foreach (var other in sharers.Where(other => sent.Contains(other.Site)))
                Masks.Apply(lost.Agree(other.Masking, $"tsumugi mask {round}"), -MaskingSite.Sign(other.Site, keys.Site), sum);
        }
    }

    private static byte[] Join(List<RevealedShares> answers, Dictionary<string, int> places, string site, Func<RevealedShares, IReadOnlyDictionary<string, byte[]>> kind) =>
        ShamirShares.Join(answers.ToDictionary(
            answer => places[answer.From],
            answer => kind(answer).GetValueOrDefault(site) ?? throw new CryptographicException($"{answer.From} gave no share of {site}.")));
}
