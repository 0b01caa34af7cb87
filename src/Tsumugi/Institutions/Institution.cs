using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>A university, an institute or a company that takes part.</summary>
public sealed record Institution
{
    /// <summary>Short name in addresses, for example <c>genome-center</c>.</summary>
    public required string Id { get; init; }

    public required string NameJa { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Identifier in the Research Organization Registry, without the address, or null.</summary>
    public string? Ror { get; init; }

    public Words Name => new(NameJa, NameEn);

    public NodeRef Node => NodeRef.Of("institution", Id);
}

internal sealed class InstitutionTable : IEntityTypeConfiguration<Institution>
{
    public void Configure(EntityTypeBuilder<Institution> builder)
    {
        builder.ToTable("institution").HasKey(row => row.Id);
        builder.Ignore(row => row.Name).Ignore(row => row.Node);
    }
}
