using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Thread.Redactions;

/// <summary>What vouches for a record in which other names stand than those that were written: its hash stays, but its text can no longer be hashed to it.</summary>
/// <remarks>
/// digest(n) = SHA-256(SHA-256(hash(n−1) ‖ hash(n)) ‖ text(n)), the text as <see cref="HashChain"/> has it, as it reads after the redaction:
/// the hash before it is in there because it can no longer be got from the text, and whatever came earlier would hang on nothing.
/// The redaction is itself a record of the chain, whose facts hold how many records it changed and SHA-256 over their digests in the order of their numbers.
/// </remarks>
public sealed record Redaction
{
    /// <summary>The kind of the record that says of a redaction.</summary>
    public const string Kind = "person.erased";

    /// <summary>The record that was changed.</summary>
    public required long Seq { get; init; }

    /// <summary>The record that says so; it came later.</summary>
    public required long By { get; init; }

    /// <summary>32 bytes.</summary>
    public required byte[] Digest { get; init; }

    internal static byte[] Vouching(ReadOnlySpan<byte> before, ReadOnlySpan<byte> hash, long seq, string at, string actor, string kind, string subject, string body, string ties)
    {
        Span<byte> link = [.. before, .. hash];
        return HashChain.Hash(SHA256.HashData(link), seq, at, actor, kind, subject, body, ties);
    }

    /// <summary>The facts of a redaction that vouch for what it changed.</summary>
    /// <param name="digests">In the order of the records.</param>
    internal static Dictionary<string, object?> Facts(IEnumerable<byte[]> digests)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var records = 0L;
        foreach (var digest in digests)
        {
            all.AppendData(digest);
            records++;
        }

        return new() { ["records"] = records, ["digest"] = Convert.ToHexStringLower(all.GetHashAndReset()) };
    }
}

internal sealed class RedactionTable : IEntityTypeConfiguration<Redaction>
{
    public void Configure(EntityTypeBuilder<Redaction> builder)
    {
        builder.ToTable("thread_redaction").HasKey(row => new { row.Seq, row.By });
        builder.Property(row => row.Seq).HasColumnName("seq");
        builder.Property(row => row.By).HasColumnName("by_record");
        builder.Property(row => row.Digest).HasColumnName("digest");
        builder.HasIndex(row => new { row.By, row.Seq }).HasDatabaseName("thread_redaction_by");
    }
}
