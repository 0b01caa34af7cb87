using System.Numerics;
using System.Security.Cryptography;

namespace Tsumugi.Federating.Secure;

/// <summary>Cuts a secret of 32 bytes into shares of which any <c>threshold</c> give it back, and fewer tell nothing (Shamir 1979).</summary>
/// <remarks>Polynomials over the field of the prime 2²⁵⁶ + 297, in which every secret of 32 bytes has its place.</remarks>
public static class ShamirShares
{
    public const int SecretLength = 32;

    /// <summary>Bytes of a share's value.</summary>
    public const int ShareLength = 33;

    internal static readonly BigInteger Prime = (BigInteger.One << 256) + 297;

    /// <param name="holders">Places of the holders, from 1, all different.</param>
    /// <returns>For each holder the polynomial's value at its place.</returns>
    public static IReadOnlyDictionary<int, byte[]> Split(ReadOnlySpan<byte> secret, IReadOnlyCollection<int> holders, int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secret.Length, SecretLength, nameof(secret));
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, holders.Count);
        BigInteger[] coefficients = [new(secret, isUnsigned: true, isBigEndian: true), .. Enumerable.Range(1, threshold - 1).Select(_ => Random())];
        return holders.ToDictionary(holder => holder, holder => Write(coefficients.Reverse().Aggregate(BigInteger.Zero, (value, next) => (value * holder + next) % Prime)));
    }

    /// <param name="shares">Place → value; exactly as many as the threshold, or more.</param>
    /// <exception cref="CryptographicException">They are no shares of one secret of 32 bytes.</exception>
    public static byte[] Join(IReadOnlyDictionary<int, byte[]> shares)
    {
        var secret = BigInteger.Zero;
        foreach (var (place, value) in shares)
        {
            var (above, below) = (BigInteger.One, BigInteger.One);
            foreach (var other in shares.Keys.Where(other => other != place))
                (above, below) = (above * other % Prime, below * (other - place + Prime) % Prime);
            secret = (secret + new BigInteger(value, isUnsigned: true, isBigEndian: true) * above % Prime * BigInteger.ModPow(below, Prime - 2, Prime)) % Prime;
        }

        return secret.GetByteCount(isUnsigned: true) <= SecretLength ? Write(secret)[^SecretLength..] : throw new CryptographicException("The shares do not belong together, or are too few.");
    }

    /// <summary>Even over the whole field: what falls outside is drawn again.</summary>
    private static BigInteger Random()
    {
        Span<byte> bytes = stackalloc byte[ShareLength];
        while (true)
        {
            RandomNumberGenerator.Fill(bytes);
            bytes[0] &= 1;
            var drawn = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
            if (drawn < Prime)
                return drawn;
        }
    }

    private static byte[] Write(BigInteger value)
    {
        var bytes = new byte[ShareLength];
        value.TryWriteBytes(bytes.AsSpan(ShareLength - value.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
