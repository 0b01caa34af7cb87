using System.Text;
using Tsumugi.Institutions;

namespace Tsumugi.Datasets.Repositories.Search;

/// <summary>What the index keeps in memory of one repository.</summary>
internal sealed record RepositoryEntry
{
    private RepositoryEntry()
    {
    }

    public required string Kind { get; init; }

    public required string Institution { get; init; }

    public required string Name { get; init; }

    public required string Slug { get; init; }

    public required Visibility Visibility { get; init; }

    public required bool Gated { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public required bool Deleted { get; init; }

    /// <summary>Counted on while the entry stays.</summary>
    public required long Downloads { get; set; }

    public required string[] Tags { get; init; }

    /// <summary>Name, titles and tags, folded; the name ends at <see cref="NameLength"/>.</summary>
    public required string Text { get; init; }

    public required int NameLength { get; init; }

    public static RepositoryEntry Of(Repository row)
    {
        string[] tags = [.. RepositoryTags.Of(row)];
        var name = Fold(row.Id);
        return new()
        {
            Kind = row.Kind,
            Institution = row.InstitutionId,
            Name = row.Name,
            Slug = row.Slug,
            Visibility = row.Visibility,
            Gated = row.Gated != Gating.Open,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            Deleted = row.DeletedAt is not null,
            Downloads = row.Downloads,
            Tags = tags,
            Text = $"{name}\n{Fold(row.TitleJa)}\n{Fold(row.TitleEn)}\n{Fold(string.Join('\n', tags))}",
            NameLength = name.Length,
        };
    }

    /// <summary>So that full-width and half-width forms, and capitals and small letters, are found alike.</summary>
    public static string Fold(string text) => text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}
