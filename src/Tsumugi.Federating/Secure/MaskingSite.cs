using System.Security.Cryptography;

namespace Tsumugi.Federating.Secure;

/// <summary>A site's two public keys of one round.</summary>
/// <param name="Sealing">For the shares that others seal for it.</param>
/// <param name="Masking">For the masks it has in common with each other site.</param>
public sealed record RoundKeysOf(string Site, byte[] Sealing, byte[] Masking);

/// <summary>Shares that one site sealed for another.</summary>
public sealed record SealedShare(string From, string To, byte[] Bytes);

/// <summary>One site's answer in the last step: a share of each other site's secret, of one kind or the other and never both.</summary>
/// <param name="OfSeeds">Site that sent its masked update → share of the seed of its own mask.</param>
/// <param name="OfKeys">Site that was lost → share of its masking key.</param>
public sealed record RevealedShares(string From, IReadOnlyDictionary<string, byte[]> OfSeeds, IReadOnlyDictionary<string, byte[]> OfKeys);

/// <summary>What a site must remember from step to step of a masked round; secret.</summary>
public sealed record MaskingSecrets(byte[] SealingKey, byte[] MaskingKey, byte[] Seed)
{
    public static MaskingSecrets Make()
    {
        using RoundKeyPair sealing = RoundKeyPair.Make(), masking = RoundKeyPair.Make();
        return new(sealing.Secret, masking.Secret, RandomNumberGenerator.GetBytes(ShamirShares.SecretLength));
    }
}

/// <summary>A site's part of secure aggregation (Bonawitz et al. 2017, figure 4, against a server that is honest but curious).</summary>
/// <param name="round">Names the round; what belongs to another one cannot be opened.</param>
public sealed class MaskingSite(string site, string round, MaskingSecrets secrets)
{
    public RoundKeysOf Keys()
    {
        using RoundKeyPair sealing = RoundKeyPair.Of(secrets.SealingKey), masking = RoundKeyPair.Of(secrets.MaskingKey);
        return new(site, sealing.Public, masking.Public);
    }

    /// <summary>Cuts both secrets up and seals a share of each for every other site.</summary>
    /// <param name="all">Keys of all sites of the round, this one's too.</param>
    /// <exception cref="CryptographicException">Too few sites, one of them twice, or this one's keys are not its own.</exception>
    public IReadOnlyList<SealedShare> Share(IReadOnlyList<RoundKeysOf> all, int threshold)
    {
        var places = Places([.. all.Select(keys => keys.Site)]);
        if (all.Count < Math.Max(2, threshold) || threshold <= all.Count / 2)
            throw new CryptographicException($"{all.Count} sites with a threshold of {threshold} keep no secret; more than half of at least two are needed.");
        var own = Keys();
        if (all.FirstOrDefault(keys => keys.Site == site) is not { } named || !named.Sealing.AsSpan().SequenceEqual(own.Sealing) || !named.Masking.AsSpan().SequenceEqual(own.Masking))
            throw new CryptographicException("The keys that were handed round for this site are not its own.");
        using var sealing = RoundKeyPair.Of(secrets.SealingKey);
        var (ofKey, ofSeed) = (ShamirShares.Split(secrets.MaskingKey, places.Values, threshold), ShamirShares.Split(secrets.Seed, places.Values, threshold));
        return [.. all.Select(other => new SealedShare(site, other.Site, SealedBytes.Seal(
            sealing.Agree(other.Sealing, $"tsumugi shares {round}"), [.. ofKey[places[other.Site]], .. ofSeed[places[other.Site]]], $"{round} {site} {other.Site}")))];
    }

    /// <summary>Hides numbers under the site's own mask and those it has in common with each other site.</summary>
    /// <param name="sharers">Keys of the sites whose shares all others hold; masks are agreed with these.</param>
    public void Mask(Span<ulong> numbers, IReadOnlyList<RoundKeysOf> sharers)
    {
        Masks.Apply(secrets.Seed, 1, numbers);
        using var masking = RoundKeyPair.Of(secrets.MaskingKey);
        foreach (var other in sharers.Where(other => other.Site != site))
            Masks.Apply(masking.Agree(other.Masking, $"tsumugi mask {round}"), Sign(site, other.Site), numbers);
    }

    /// <summary>Opens what the server needs to take the masks off the sum: of those who sent, shares of their seeds; of those lost, shares of their keys.</summary>
    /// <param name="held">What the others sealed for this site.</param>
    /// <exception cref="CryptographicException">Too few sent for the sum to hide anyone, or a share cannot be opened.</exception>
    public RevealedShares Reveal(IReadOnlyList<RoundKeysOf> sharers, IReadOnlyList<SealedShare> held, IReadOnlySet<string> sent, int threshold)
    {
        if (sent.Count < threshold || !sent.IsSubsetOf(sharers.Select(keys => keys.Site)) || !sent.Contains(site))
            throw new CryptographicException($"{sent.Count} sites sent; at least {threshold} of the round must have, this one among them, or their sum would hide nobody.");
        using var sealing = RoundKeyPair.Of(secrets.SealingKey);
        var (seeds, keys) = (new SortedDictionary<string, byte[]>(StringComparer.Ordinal), new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        foreach (var other in sharers)
        {
            var share = held.FirstOrDefault(share => share.From == other.Site && share.To == site) ?? throw new CryptographicException($"The shares of {other.Site} did not come.");
            var opened = SealedBytes.Open(sealing.Agree(other.Sealing, $"tsumugi shares {round}"), share.Bytes, $"{round} {other.Site} {site}");
            if (sent.Contains(other.Site))
                seeds[other.Site] = opened[ShamirShares.ShareLength..];
            else
                keys[other.Site] = opened[..ShamirShares.ShareLength];
        }

        return new(site, seeds, keys);
    }

    /// <summary>Places of the sites in the polynomials: 1, 2, … in the ordinal order of their names.</summary>
    /// <exception cref="CryptographicException">A site is named twice.</exception>
    internal static Dictionary<string, int> Places(IReadOnlyList<string> sites) => sites.Distinct(StringComparer.Ordinal).Count() == sites.Count
        ? sites.Order(StringComparer.Ordinal).Index().ToDictionary(row => row.Item, row => row.Index + 1, StringComparer.Ordinal)
        : throw new CryptographicException("A site is named twice.");

    /// <summary>Of two sites the first by name adds their mask, and the other takes it away.</summary>
    internal static int Sign(string site, string other) => string.CompareOrdinal(site, other) < 0 ? 1 : -1;
}
