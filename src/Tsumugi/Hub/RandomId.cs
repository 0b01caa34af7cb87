using System.Security.Cryptography;

namespace Tsumugi.Hub;

/// <summary>Names that nobody chooses and nobody guesses, without letters that are taken for others (l and 1, o and 0).</summary>
public static class RandomId
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public static string Make(int length) => RandomNumberGenerator.GetString(Letters, length);
}
