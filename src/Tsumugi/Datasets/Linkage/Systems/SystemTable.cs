using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Datasets.Linkage.Systems;

/// <summary>An identifier system that an operator added.</summary>
public sealed record SystemRow
{
    public required string Name { get; init; }

    /// <summary>The file that it came in.</summary>
    public required string Text { get; set; }
}

internal sealed class SystemTable : IEntityTypeConfiguration<SystemRow>
{
    public void Configure(EntityTypeBuilder<SystemRow> builder) => builder.ToTable("identifier_system").HasKey(row => row.Name);
}
