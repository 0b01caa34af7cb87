using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Datasets.Repositories;

/// <param name="Hash">SHA-256 of the page's text, lower-case hexadecimal.</param>
/// <param name="First">Path of its first file.</param>
/// <param name="Count">Files on it.</param>
public sealed record FilePageRef(string Hash, string First, int Count);

/// <summary>A part of a list of files, shared by all revisions in which it is the same.</summary>
public sealed record FilePage
{
    public required string Hash { get; init; }

    /// <summary>A line per file: <c>hash size kind path</c>, where the kind is <c>L</c> for large or <c>P</c> for plain.</summary>
    public required string Text { get; init; }
}

internal sealed class FilePageTable : IEntityTypeConfiguration<FilePage>
{
    public void Configure(EntityTypeBuilder<FilePage> builder) => builder.ToTable("file_page").HasKey(row => row.Hash);
}
