using System.Security.Cryptography;

namespace Tsumugi.Federating.Protocol;

/// <summary>SHA-256 of whole files.</summary>
public static class FileHash
{
    /// <returns>Lower-case hexadecimal.</returns>
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
