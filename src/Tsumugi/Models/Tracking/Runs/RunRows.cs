using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Tsumugi.Models.Tracking.Runs;

/// <summary>A setting of a run; written once.</summary>
public sealed record RunParam
{
    public required long Run { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }
}

/// <summary>A note on a run; may change.</summary>
public sealed record RunTag
{
    public required long Run { get; init; }

    public required string Key { get; init; }

    public required string Value { get; set; }
}

/// <summary>A dataset that a run read, as its program described it.</summary>
public sealed record RunInput
{
    public required long Run { get; init; }

    public required string Name { get; init; }

    public required string Digest { get; init; }

    public required string SourceType { get; init; }

    public required string Source { get; init; }

    public string? Schema { get; init; }

    public string? Profile { get; init; }

    /// <summary>JSON: list of key and value.</summary>
    public required string Tags { get; init; }

    /// <summary>The hub's own dataset that it is, with revision; null when it is none, or one that the caller may not use.</summary>
    public string? Node { get; init; }
}

/// <summary>A logged model that a run took in or gave out.</summary>
public sealed record RunModel
{
    public required long Run { get; init; }

    public required string ModelId { get; init; }

    public required bool IsOutput { get; init; }

    public required long Step { get; init; }
}

internal sealed class RunParamTable : IEntityTypeConfiguration<RunParam>
{
    public void Configure(EntityTypeBuilder<RunParam> builder)
    {
        builder.ToTable("run_param").HasKey(row => new { row.Run, row.Key });
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}

internal sealed class RunTagTable : IEntityTypeConfiguration<RunTag>
{
    public void Configure(EntityTypeBuilder<RunTag> builder)
    {
        builder.ToTable("run_tag").HasKey(row => new { row.Run, row.Key });
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}

internal sealed class RunInputTable : IEntityTypeConfiguration<RunInput>
{
    public void Configure(EntityTypeBuilder<RunInput> builder)
    {
        builder.ToTable("run_input").HasKey(row => new { row.Run, row.Name, row.Digest });
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}

internal sealed class RunModelTable : IEntityTypeConfiguration<RunModel>
{
    public void Configure(EntityTypeBuilder<RunModel> builder)
    {
        builder.ToTable("run_model").HasKey(row => new { row.Run, row.ModelId, row.IsOutput });
        builder.HasOne<TrackedRun>().WithMany().HasForeignKey(row => row.Run);
    }
}
