using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Datasets.Repositories;

/// <param name="Path">Inside the revision, with forward slashes.</param>
/// <param name="Hash">SHA-256, lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Large">True for what Git keeps by LFS; false for text that Git keeps itself.</param>
public sealed record RevisionFile(string Path, string Hash, long Size, bool Large = true);

/// <summary>One state of a repository, named by the hash of what is in it.</summary>
public sealed record Revision : IOfRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    /// <summary>Content hash of the files' paths and bytes: see <see cref="HashOf"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>1, 2, 3 … within the repository.</summary>
    public required int Number { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string PersonId { get; init; }

    /// <summary>The job that made it, or null when a person brought it in.</summary>
    public string? JobId { get; init; }

    public required int FileCount { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public required long Size { get; init; }

    /// <summary>Where its files are listed, in ordinal order of their paths: see <see cref="RevisionFiles"/>.</summary>
    public required IReadOnlyList<FilePageRef> Pages { get; init; }

    /// <summary>Facts for the card, as one JSON object.</summary>
    public required string Facts { get; init; }

    public NodeRef Node => NodeRef.Of(Kind, $"{InstitutionId}/{Name}").At(Hash);

    public JsonElement FactsJson => JsonSerializer.Deserialize<JsonElement>(Facts);

    /// <summary>SHA-256 over one line per file, <c>hash size path</c>, in ordinal order of the paths.</summary>
    public static string HashOf(IEnumerable<RevisionFile> files)
    {
        var text = new StringBuilder();
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{file.Hash} {file.Size} {file.Path}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

internal sealed class RevisionTable : IEntityTypeConfiguration<Revision>
{
    public void Configure(EntityTypeBuilder<Revision> builder)
    {
        builder.ToTable("revision").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Hash });
        builder.Ignore(row => row.Node).Ignore(row => row.FactsJson);
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
        builder.HasIndex(row => new { row.Kind, row.InstitutionId, row.Name, row.Number }).IsUnique();
        builder.Property(row => row.Pages).AsJson();
    }
}
