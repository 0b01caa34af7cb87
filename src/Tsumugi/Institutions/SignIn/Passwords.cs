using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tsumugi.Hub.Language;

namespace Tsumugi.Institutions.SignIn;

/// <summary>What a password must be, how one is made and how it is kept.</summary>
/// <remarks>Length counts and composition does not: NIST SP 800-63B, 3.1.1.</remarks>
public static class Passwords
{
    public const int LeastLength = 12;

    public const int MostLength = 128;

    /// <summary>PBKDF2-HMAC-SHA512 rounds, as the OWASP password storage sheet advises.</summary>
    public const int Rounds = 210_000;

    private static readonly PasswordHasher<Account> Hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    private static readonly Lazy<Account> Nobody = new(() => Account.For("nobody", "nobody@localhost", Generate()));

    /// <summary>24 characters without look-alikes, 137 bits.</summary>
    public static string Generate() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);

    /// <returns>Why it cannot be taken, or null.</returns>
    public static Words? Check(string password) => password.Length is >= LeastLength and <= MostLength
        ? null
        : new($"{LeastLength} 文字以上 {MostLength} 文字以内にしてください。", $"Use {LeastLength} to {MostLength} characters.");

    public static string Hash(Account account, string password) => Hasher.HashPassword(account, password);

    /// <summary>Takes as long as checking a real password, so that time does not tell which addresses have an account.</summary>
    public static void CheckNobody(string password) =>
        Hasher.VerifyHashedPassword(Nobody.Value, Nobody.Value.PasswordHash!, password);
}
