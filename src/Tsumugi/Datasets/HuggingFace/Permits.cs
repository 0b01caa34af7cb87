using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Tsumugi.Hub;

namespace Tsumugi.Datasets.HuggingFace;

/// <summary>What an address may be used for that carries its own permission: clients send no token there.</summary>
/// <param name="Person">In whose name.</param>
/// <param name="Sha256">What must come out.</param>
/// <param name="Upload">Names the upload that parts belong to; null for one that comes in one piece.</param>
/// <param name="Part">1, 2, 3 …; 0 for the whole, or for the completion.</param>
public sealed record UploadPermit(string Person, string Sha256, long Size, string? Upload, int Part);

/// <summary>What a xet token, or a signed address of a xorb's bytes, permits.</summary>
/// <param name="IsOwn">Whether files that are held back from others are given out, too.</param>
/// <param name="Project">In whose name files are fetched; null for no project's.</param>
public sealed record XetPermit(string Person, string Kind, string Institution, string Name, bool MayWrite, bool IsOwn, string? Project);

/// <summary>Permits to fetch one content.</summary>
public sealed record ContentPermit(string Sha256);

/// <param name="Start">First byte.</param>
/// <param name="End">The one behind the last.</param>
public sealed record XorbPermit(string Xorb, long Start, long End);

/// <summary>Writes permissions as texts that nobody else can make, and that end by themselves.</summary>
public sealed class Permits(IDataProtectionProvider protection)
{
    public static readonly TimeSpan UploadLife = TimeSpan.FromHours(12);
    public static readonly TimeSpan XetLife = TimeSpan.FromMinutes(30);

    public string Write<T>(T permit, TimeSpan life) => For<T>().Protect(JsonSerializer.Serialize(permit), life);

    /// <returns>Null when the text was not made here for this, or its time is over.</returns>
    public T? Read<T>(string? text) where T : class
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(For<T>().Unprotect(text));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    public static Refusal Ended { get; } = new(
        "permit-ended", 403,
        new("この URL は使えないか、有効期限が切れています。", "This address is not valid, or its time is over."),
        new("もう一度やり直して、新しい URL を受け取ってください。", "Begin again to get a new address."));

    private ITimeLimitedDataProtector For<T>() => protection.CreateProtector($"Tsumugi.{typeof(T).Name}").ToTimeLimitedDataProtector();
}
