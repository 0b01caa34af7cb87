using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tsumugi.Hub;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Projects.Plans;

/// <summary>計画の節目: what a project means to have done by a day, and by what one sees that it is done.</summary>
public sealed record Milestone
{
    public required string Id { get; init; }

    public required string ProjectId { get; init; }

    public required string Title { get; set; }

    public required DateOnly Due { get; set; }

    /// <summary>Part of what was awarded: moved or dropped by a change request alone.</summary>
    public required bool Agreed { get; init; }

    public DateTime? DoneAt { get; set; }

    /// <summary>Nodes of the thread that show it: models, datasets, jobs, publications, use cases.</summary>
    public IReadOnlyList<string> Evidence { get; set; } = [];

    public string Note { get; set; } = "";

    public static Milestone Of(string project, string title, DateOnly due, bool agreed) => new()
    {
        Id = RandomId.Make(8),
        ProjectId = project,
        Title = title,
        Due = due,
        Agreed = agreed,
    };

    /// <returns>A word of <c>States</c>.</returns>
    public string StateOn(DateOnly day) => DoneAt is not null ? "done" : day > Due ? "overdue" : "planned";
}

internal sealed class MilestoneTable : IEntityTypeConfiguration<Milestone>
{
    public void Configure(EntityTypeBuilder<Milestone> builder)
    {
        builder.ToTable("project_milestone").HasKey(row => row.Id);
        builder.HasOne<Project>().WithMany().HasForeignKey(row => row.ProjectId);
        builder.HasIndex(row => new { row.ProjectId, row.Due });
        builder.Property(row => row.Evidence).AsJson();
    }
}
