using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Evaluation.Indicators;

/// <summary>A version of a definition that the hub counts by, and how far along the thread it has counted.</summary>
public sealed record DefinitionRow
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>The file; see <see cref="ReadDefinition"/>.</summary>
    public required string Text { get; set; }

    /// <summary>The last record of the thread that was looked at.</summary>
    public long CountedTo { get; set; }
}

/// <summary>What belongs to a definition's number in a quarter, for an institution and a project.</summary>
public interface IOfPart
{
    int Definition { get; }

    int Quarter { get; }

    int Institution { get; }

    int Project { get; }
}

/// <summary>A row that was counted, small enough to keep ten million of them. Made from the thread alone; may be made again at any time.</summary>
public sealed record IndicatorRow : IOfPart
{
    public required int Definition { get; init; }

    /// <summary><see cref="Hub.Calendar.FiscalQuarter.Index"/>.</summary>
    public required int Quarter { get; init; }

    public required long Record { get; init; }

    /// <summary>Number of its name; 0 for none.</summary>
    public required int Institution { get; init; }

    public required int Project { get; init; }

    /// <summary>0 where times are summed.</summary>
    public required int Counted { get; init; }

    public required int Times { get; init; }
}

/// <summary>How many rows there are of a quarter, institution and project, and the sum of their times.</summary>
public sealed record IndicatorSum : IOfPart
{
    public required int Definition { get; init; }

    public required int Quarter { get; init; }

    public required int Institution { get; init; }

    public required int Project { get; init; }

    public required long Rows { get; init; }

    public required long Times { get; init; }
}

/// <summary>The text of a node, an institution or a project that rows refer to by number.</summary>
public sealed record IndicatorText
{
    public int Id { get; init; }

    public required string Text { get; init; }
}

internal sealed class DefinitionTable : IEntityTypeConfiguration<DefinitionRow>
{
    public void Configure(EntityTypeBuilder<DefinitionRow> builder)
    {
        builder.ToTable("indicator_definition").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Name, row.Version }).IsUnique();
    }
}

internal sealed class IndicatorRowTable : IEntityTypeConfiguration<IndicatorRow>
{
    public void Configure(EntityTypeBuilder<IndicatorRow> builder)
    {
        // The migration makes this table and the next WITHOUT ROWID: a row lies in its key.
        builder.ToTable("indicator_row").HasKey(row => new { row.Definition, row.Quarter, row.Record, row.Institution, row.Project, row.Counted });
        builder.HasIndex(row => new { row.Definition, row.Institution, row.Quarter, row.Record }).HasDatabaseName("indicator_row_institution");
        builder.HasIndex(row => new { row.Definition, row.Project, row.Quarter, row.Record }).HasDatabaseName("indicator_row_project");
    }
}

internal sealed class IndicatorSumTable : IEntityTypeConfiguration<IndicatorSum>
{
    public void Configure(EntityTypeBuilder<IndicatorSum> builder) =>
        builder.ToTable("indicator_sum").HasKey(row => new { row.Definition, row.Quarter, row.Institution, row.Project });
}

internal sealed class IndicatorTextTable : IEntityTypeConfiguration<IndicatorText>
{
    public void Configure(EntityTypeBuilder<IndicatorText> builder)
    {
        builder.ToTable("indicator_text").HasKey(row => row.Id);
        builder.HasIndex(row => row.Text).IsUnique();
    }
}
