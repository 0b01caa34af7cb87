using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Language;
using Tsumugi.Hub.Storage;
using Tsumugi.Thread;

namespace Tsumugi.Institutions;

/// <summary>What sort of organisation it is; a company's use is a for-profit organisation's, as conditions of data mean it.</summary>
public enum InstitutionKind
{
    University,
    Institute,
    Hospital,
    Company,
    Government,
    Other,
}

/// <summary>A university, an institute or a company that takes part.</summary>
public sealed record Institution
{
    /// <summary>Short name in addresses, for example <c>genome-center</c>.</summary>
    public required string Id { get; init; }

    public required string NameJa { get; set; }

    public required string NameEn { get; set; }

    /// <summary>Identifier in the Research Organization Registry, without the address, or null.</summary>
    public string? Ror { get; set; }

    /// <summary>Null when nobody said.</summary>
    public InstitutionKind? Kind { get; set; }

    /// <summary>ISO 3166-1 alpha-2, or null when nobody said.</summary>
    public string? Country { get; set; }

    public Words Name => new(NameJa, NameEn);

    public NodeRef Node => NodeRef.Of("institution", Id);

    public static Task<List<Institution>> AmongAsync(HubDb db, IEnumerable<string> ids, CancellationToken stop)
    {
        var wanted = ids.ToList();
        return wanted.Count == 0 ? Task.FromResult<List<Institution>>([]) : db.Set<Institution>().AsNoTracking().Where(row => wanted.Contains(row.Id)).ToListAsync(stop);
    }
}

internal sealed class InstitutionTable : IEntityTypeConfiguration<Institution>
{
    public void Configure(EntityTypeBuilder<Institution> builder)
    {
        builder.ToTable("institution").HasKey(row => row.Id);
        builder.Ignore(row => row.Name).Ignore(row => row.Node);
        builder.Property(row => row.Kind).HasConversion<string>();
    }
}
