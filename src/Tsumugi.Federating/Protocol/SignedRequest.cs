using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Federating.Protocol;

/// <summary>What a site signs of each of its requests, so that nobody else can make it, change it or make it again.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Seconds">Since 1970, UTC.</param>
/// <param name="Nonce">Never twice.</param>
/// <param name="Body">SHA-256 of the body, lower-case hexadecimal.</param>
public sealed record SignedRequest(string Site, string Method, string Target, long Seconds, string Nonce, string Body)
{
    public const string SiteHeader = "Tsumugi-Site";
    public const string TimeHeader = "Tsumugi-Time";
    public const string NonceHeader = "Tsumugi-Nonce";
    public const string BodyHeader = "Tsumugi-Content-SHA256";
    public const string SignatureHeader = "Tsumugi-Signature";

    /// <summary>How far the clocks of hub and site may lie apart.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    private byte[] Text => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"tsumugi-site-request\n{Site}\n{Method}\n{Target}\n{Seconds}\n{Nonce}\n{Body}"));

    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <param name="body">SHA-256 of the body, lower-case hexadecimal.</param>
    public static SignedRequest Make(string site, string method, string target, DateTimeOffset now, string body) =>
        new(site, method, target, now.ToUnixTimeSeconds(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), body);

    public string Sign(ECDsa key) => Base64Url.EncodeToString(key.SignData(Text, HashAlgorithmName.SHA256));

    /// <returns>False also for a signature that cannot be read.</returns>
    public bool Verify(ECDsa key, string signature)
    {
        try
        {
            return key.VerifyData(Text, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
