using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub.Storage;
using Tsumugi.Models.Tracking.Experiments;

namespace Tsumugi.Models.Tracking.LoggedModels;

/// <summary>A model's files within an experiment, before anybody registers it.</summary>
public sealed record LoggedModel
{
    /// <summary><c>m-</c> and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required long Experiment { get; init; }

    public required string Name { get; init; }

    public string? ModelType { get; init; }

    /// <summary>Id of the run that made it, or null.</summary>
    public string? SourceRun { get; init; }

    public required string PersonId { get; init; }

    /// <summary><c>LOGGED_MODEL_PENDING</c>, <c>LOGGED_MODEL_READY</c> or <c>LOGGED_MODEL_UPLOAD_FAILED</c>.</summary>
    public required string Status { get; set; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    public required long UpdatedAt { get; set; }

    public required IReadOnlyDictionary<string, string> Params { get; set; }

    public required IReadOnlyDictionary<string, string> Tags { get; set; }

    public bool Deleted { get; set; }
}

internal sealed class LoggedModelTable : IEntityTypeConfiguration<LoggedModel>
{
    public void Configure(EntityTypeBuilder<LoggedModel> builder)
    {
        builder.ToTable("logged_model").HasKey(row => row.Id);
        builder.HasIndex(row => new { row.Experiment, row.CreatedAt });
        builder.HasOne<Experiment>().WithMany().HasForeignKey(row => row.Experiment);
        builder.Property(row => row.Params).AsJson();
        builder.Property(row => row.Tags).AsJson();
    }
}
