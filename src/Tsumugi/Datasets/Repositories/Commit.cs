using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Datasets.Repositories;

/// <summary>One step in a repository's history: who put which revision in, when and why.</summary>
/// <remarks>A revision is named by what is in it; the same revision may be committed again, for example to go back.</remarks>
public sealed record Commit : IOfRepository
{
    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    /// <summary>40 hexadecimal digits, as long as Git's: see <see cref="NameOf(Repository, string?, string, string, string, string, DateTime)"/>. It stays when whoever committed is erased, and follows from what it says no longer.</summary>
    public required string Oid { get; init; }

    /// <summary>The commit before, or null for the first.</summary>
    public string? Parent { get; init; }

    /// <summary>How many commits there are up to this one.</summary>
    public required int Depth { get; init; }

    /// <summary><see cref="Revision.Hash"/>.</summary>
    public required string Revision { get; init; }

    public required string Title { get; init; }

    public required string Message { get; init; }

    public required string PersonId { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The first 160 bits of the SHA-256 over what the commit says and its parent's name.</summary>
    public static string NameOf(Repository repository, string? parent, string revision, string person, string title, string message, DateTime at) =>
        NameOf(repository.Node.ToString(), parent, revision, person, title, message, at);

    public static string NameOf(string repository, string? parent, string revision, string person, string title, string message, DateTime at)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{repository}\n{parent}\n{revision}\n{person}\n{at.Ticks}\n{title}\n\n{message}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 20));
    }
}

/// <summary>A branch or a tag.</summary>
public sealed record RepositoryRef : IOfRepository
{
    public const string Main = "main";

    public required string Kind { get; init; }

    public required string InstitutionId { get; init; }

    public required string Name { get; init; }

    public required string Ref { get; init; }

    public required bool IsTag { get; init; }

    /// <summary>The commit it stands at.</summary>
    public required string Oid { get; set; }

    public string Message { get; init; } = "";
}

internal sealed class CommitTable : IEntityTypeConfiguration<Commit>
{
    public void Configure(EntityTypeBuilder<Commit> builder)
    {
        builder.ToTable("repository_commit").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Oid });
        builder.HasOne<Revision>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Revision });
    }
}

internal sealed class RepositoryRefTable : IEntityTypeConfiguration<RepositoryRef>
{
    public void Configure(EntityTypeBuilder<RepositoryRef> builder)
    {
        builder.ToTable("repository_ref").HasKey(row => new { row.Kind, row.InstitutionId, row.Name, row.Ref });
        builder.HasOne<Repository>().WithMany().HasForeignKey(row => new { row.Kind, row.InstitutionId, row.Name });
    }
}
