using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Federating.Secure;

/// <summary>A key pair of one round on P-256, whose private half is a scalar of 32 bytes that can be shared out.</summary>
public sealed class RoundKeyPair : IDisposable
{
    private readonly ECDiffieHellman _key;

    private RoundKeyPair(ECDiffieHellman key) => _key = key;

    public static RoundKeyPair Make() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    public static RoundKeyPair Of(byte[] secret) => new(ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret }));

    /// <summary>As SubjectPublicKeyInfo.</summary>
    public byte[] Public => _key.ExportSubjectPublicKeyInfo();

    public byte[] Secret => _key.ExportParameters(includePrivateParameters: true).D!;

    /// <summary>32 bytes that only the two owners know: ECDH, then HKDF with SHA-256 (RFC 5869).</summary>
    /// <param name="use">What they are for; each use has bytes of its own.</param>
    /// <exception cref="CryptographicException">The other key is none on this curve.</exception>
    public byte[] Agree(byte[] other, string use)
    {
        using var theirs = ECDiffieHellman.Create();
        theirs.ImportSubjectPublicKeyInfo(other, out _);
        using var publicKey = theirs.PublicKey;
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _key.DeriveRawSecretAgreement(publicKey), 32, info: Encoding.UTF8.GetBytes(use));
    }

    public void Dispose() => _key.Dispose();
}

/// <summary>Bytes for one site's eyes: AES-256-GCM, with the nonce before and the tag behind.</summary>
public static class SealedBytes
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public static byte[] Seal(byte[] key, byte[] text, string about)
    {
        var sealedBytes = new byte[Nonce + text.Length + Tag];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, Nonce));
        using var cipher = new AesGcm(key, Tag);
        cipher.Encrypt(sealedBytes.AsSpan(0, Nonce), text, sealedBytes.AsSpan(Nonce, text.Length), sealedBytes.AsSpan(Nonce + text.Length), Encoding.UTF8.GetBytes(about));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was not sealed with this key about this.</exception>
    public static byte[] Open(byte[] key, byte[] sealedBytes, string about)
    {
        if (sealedBytes.Length < Nonce + Tag)
            throw new CryptographicException("The sealed text is too short.");
        var text = new byte[sealedBytes.Length - Nonce - Tag];
        using var cipher = new AesGcm(key, Tag);
        cipher.Decrypt(sealedBytes.AsSpan(0, Nonce), sealedBytes.AsSpan(Nonce, text.Length), sealedBytes.AsSpan(Nonce + text.Length), text, Encoding.UTF8.GetBytes(about));
        return text;
    }
}
