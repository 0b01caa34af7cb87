using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Institutions.Tokens;

/// <summary>The text that a program sends: <c>tsg_</c> and 256 random bits. Written out once, never stored.</summary>
public static class TokenSecret
{
    public const string Prefix = "tsg_";

    private const int BeginningLength = 12;

    private const int Length = 4 + 43;

    public static string Generate() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool LooksRight(string text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Some Hugging Face clients only send what begins with <c>hf_</c>: there one writes <c>hf_tsg_…</c>.</summary>
    public static string WithoutForeignPrefix(string text) =>
        text.StartsWith("hf_" + Prefix, StringComparison.Ordinal) ? text["hf_".Length..] : text;

    public static string Beginning(string secret) => secret[..BeginningLength];

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    /// <summary>In a time that does not depend on where the two differ.</summary>
    public static bool Matches(string secret, byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash(secret), hash);
}
