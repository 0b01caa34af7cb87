using System.Security.Cryptography;
using System.Text;

namespace Tsumugi.Hub.Content;

/// <summary>Git's name of a file's bytes: SHA-1 over <c>blob</c>, their number and themselves.</summary>
public static class GitBlob
{
    /// <returns>40 lower-case hexadecimal digits.</returns>
    public static string NameOf(ReadOnlySpan<byte> bytes)
    {
#pragma warning disable CA5350 // Git names blobs by SHA-1; nothing here rests on its strength.
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        sha.AppendData(Encoding.ASCII.GetBytes($"blob {bytes.Length}\0"));
        sha.AppendData(bytes);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
