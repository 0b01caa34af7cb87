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

    /// <summary>Of <paramref name="length"/> bytes from <paramref name="start"/> on.</summary>
    public static string Of(string path, long start, long length)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = start;
        for (var (piece, left) = (new byte[1 << 16], length); left > 0;)
        {
            var taken = (int)Math.Min(piece.Length, left);
            file.ReadExactly(piece, 0, taken);
            hash.AppendData(piece, 0, taken);
            left -= taken;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
